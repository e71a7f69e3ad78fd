"""Person names by rule: surname and title, and words that introduce a name. The tagger finds the rest."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.names.surnames import COMMON, COMPOUND_SURNAMES, SINGLE_SURNAMES
from privacy.recognizers.definition import Pattern, Recognizer

AMBIGUOUS = "和从有都时全区任何成于关国家"
"""Surnames that are everyday words; before a title only the tagger may take them for a name."""
STRONG = "".join(char for char in dict.fromkeys(COMMON) if char not in AMBIGUOUS)
SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{STRONG}])"
ANY_SURNAME = f"(?:{'|'.join(COMPOUND_SURNAMES)}|[{''.join(sorted(SINGLE_SURNAMES))}])"
HONORIFIC = r"(?:女士|先生|小姐|师傅|阿姨|大姐|大哥|大爷|大妈|大叔|大娘|大伯|伯伯|奶奶|爷爷|婆婆|老太太|老先生|太太|某某|某(?![一-龥]))"
POST = (
    r"(?:医生|大夫|护士|老师|主任|经理|警官|律师|书记|队长|老板|会计|校长|院长|所长|科长|局长|教授|保安|房东|村长|站长)"
)
BEFORE_POST = r"(?:(?<![一-龥])|(?<=[找向给跟和与由请被是的让叫问转据经、]))"
INTRODUCE = r"(?:我叫|名叫|名字叫|名字是|本人叫|我姓|免贵姓|署名|签名|签字)"
LABEL = r"(?:姓名|联系人|来电人|投诉人|反映人|申请人|求助人|报警人|报修人|举报人|当事人|经办人|负责人|承办人|收件人|户主|业主|患者|签名|署名|诉求人|审核人|记录人)"
TOLD = r"(?:告知|劝导|约谈|询问|回访了?)"
NO_NAME = r"(?!方[式法]|时[间长限]|单位|程[序度]|全[部体]|成[果效])"
PAID = r"(?:[打转汇退付](?:到|给|入|至))"
CALLS = r"(?:报警|来电|致电|反映|投诉|求助|报修|举报)"
SOMEONE = r"(?:[一-龥]?(?:民|众|主|户|友|人|长|生|机|客|员|者|方|司|店|区|村))"
CAPITALISED = r"[A-Z][a-z]+(?:['\-][A-Z]?[a-z]+)*"
ENGLISH_TITLE = r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Madam|Officer|Sgt|Sergeant|Detective|Inspector|Captain|Capt|Lt|Nurse|Councillor|Councilman|Councilwoman|Councilmember|Alderman|Rev|Father|Sister|Judge|Uncle|Aunt|Auntie|Grandma|Grandpa)"

PERSON = Recognizer(
    "person_by_rule",
    "PERSON",
    (
        Pattern("surname_title", rf"{SURNAME}{HONORIFIC}", 0.6, trigger=HONORIFIC),
        Pattern("surname_post", rf"{BEFORE_POST}{SURNAME}{POST}", 0.6, trigger=POST),
        Pattern("introduced", rf"{INTRODUCE}[:： “]{{0,2}}(?P<value>{ANY_SURNAME}[一-龥]{{0,3}})(?![一-龥])", 0.7, trigger=INTRODUCE),
        Pattern("labelled", rf"{LABEL}[:：] ?(?P<value>{ANY_SURNAME}[一-龥]{{1,3}})(?![一-龥])", 0.7, trigger=LABEL),
        Pattern("household", rf"[0-9室号户栋元](?P<value>{ANY_SURNAME}[一-龥]{{1,3}})家(?![一-龥])", 0.6, trigger="家"),
        Pattern("told", rf"{TOLD}{NO_NAME}(?P<value>{SURNAME}[一-龥]{{1,2}})(?![一-龥])", 0.6, trigger=TOLD),
        Pattern("payee", rf"{PAID}(?P<value>{ANY_SURNAME}[一-龥]{{1,3}}?)(?=账户|账号|户头|的|银行|[，。,；;])", 0.6, trigger=PAID),
        Pattern("caller", rf"(?<![一-龥])(?!{SOMEONE})(?P<value>{ANY_SURNAME}[一-龥]{{1,3}}?){CALLS}(?=[:,])", 0.6, trigger=f"{CALLS}[:,]"),
        Pattern("english_title", rf"(?<![A-Za-z])(?:Mr\.? (?:and|&) )?{ENGLISH_TITLE}\.? {CAPITALISED}(?: {CAPITALISED}){{0,2}}", 0.8, trigger=rf"{ENGLISH_TITLE}\.? [A-Z]"),
        Pattern(
            "english_introduced",
            rf"(?i:my name is|name is|name:|i am called|this is|caller:|caller is|complainant:|contact:|signed,?|regards,?|sincerely,?|yours,?|thanks,?)\s{{0,3}}(?P<value>{CAPITALISED}(?: (?:[A-Z]\.? )?{CAPITALISED}){{1,2}})",
            0.7,
            trigger="(?i)name|caller|complainant|contact|sign|regards|sincerely|yours|thanks|this is|called",
        ),
    ),
)  # fmt: skip
RECOGNIZERS = (PERSON,)
