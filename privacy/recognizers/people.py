"""Person names by rule: surname and title, and words that introduce a name. The tagger finds the rest."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.names.surnames import COMMON, COMPOUND_SURNAMES, SINGLE_SURNAMES
from privacy.recognizers.definition import Pattern, Recognizer

SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SINGLE_SURNAMES))}])"
FREQUENT = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(dict.fromkeys(COMMON))}])"
TITLE = (
    r"(?:女士|先生|小姐|师傅|老师|同志|同学|阿姨|大姐|大哥|大爷|大妈|大叔|大娘|大伯|伯伯|叔叔|奶奶|爷爷|婆婆|老太太|老太|老伯|老先生|太太|夫人|老人|"
    r"医生|大夫|护士|主任|科长|处长|局长|所长|队长|书记|镇长|村长|区长|市长|经理|总监|校长|院长|站长|班长|组长|厂长|行长|教授|律师|警官|法官|教练|工程师|会计|店长|老板|老板娘|董事长|总经理|主管|"
    r"姐|哥|叔|姨|婶|嫂|伯|爷|奶|工|总|某某|某)"
)
NOT_BEFORE = r"(?<![一-龥])"
INTRODUCE = (
    r"(?:我叫|名叫|名字叫|姓名|名字是|本人叫|联系人|来电人|投诉人|反映人|申请人|求助人|报警人|报修人|举报人|当事人|受访人|经办人|负责人|承办人|收件人|户主|业主|租户|患者|病人|"
    r"市民|居民|村民|职工|员工|房东|网格员|社工|记者|司机|驾驶员|签名|署名)"
)
CAPITALISED = r"[A-Z][a-z]+(?:['\-][A-Z]?[a-z]+)*"
ENGLISH_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Madam|Officer|Sgt|Sergeant|Detective|Inspector|Captain|Capt|Lt|Nurse|Councillor|Councilman|Councilwoman|Councilmember|Alderman|Rev|Father|Sister|Judge|Uncle|Aunt|Auntie|Grandma|Grandpa)"

PERSON = Recognizer(
    "person_by_rule",
    "PERSON",
    (
        Pattern("surname_title", rf"{SURNAME}[一-龥]?{TITLE}", 0.6, trigger=TITLE),
        Pattern("old_young", rf"{NOT_BEFORE}[老小阿]{FREQUENT}(?![一-龥])", 0.5, trigger="[老小阿][一-龥]"),
        Pattern("introduced", rf"{INTRODUCE}(?:姓名|是|为|叫)?[:： ]{{0,3}}(?P<value>{SURNAME}[一-龥]{{1,2}})(?![一-龥])", 0.7, trigger=INTRODUCE),
        Pattern("english_title", rf"(?<![A-Za-z]){ENGLISH_TITLE}\.? {CAPITALISED}(?: {CAPITALISED}){{0,2}}", 0.8, trigger=rf"{ENGLISH_TITLE}\.? [A-Z]"),
        Pattern(
            "english_introduced",
            rf"(?i:my name is|name is|name:|i am called|this is|caller:|caller is|complainant:|contact:|signed,?|regards,?|sincerely,?|yours,?|thanks,?)\s{{0,3}}(?P<value>{CAPITALISED}(?: (?:[A-Z]\.? )?{CAPITALISED}){{1,2}})",
            0.7,
            trigger="(?i)name|caller|complainant|contact|sign|regards|sincerely|yours|thanks|this is|called",
        ),
    ),
)  # fmt: skip
RECOGNIZERS = (PERSON,)
