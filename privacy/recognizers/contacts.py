"""E-mail, messenger accounts, vehicle plates, birth dates."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.definition import Pattern, Recognizer
from privacy.recognizers.terms import LEFT, LINK, RIGHT, TICKET_NUMBER_DENY

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?"
YEAR = r"(?:19|20)\d{2}"
ZH_DIGIT = "[一二三四五六七八九十零〇○]"
ZH_YEAR = (
    rf"(?:{YEAR}|[一二][九零〇○]{ZH_DIGIT}{{2}}|民国(?:{ZH_DIGIT}{{1,3}}|\d{{1,2}})|\d{{2}}) ?年(?:农历|阴历|旧历)? ?"
)
ZH_MONTH = rf"闰?(?:[正元冬腊]|{ZH_DIGIT}{{1,2}}|\d{{1,2}}) ?月份?(?:农历|阴历)? ?"
ZH_DAY = rf"(?:初{ZH_DIGIT}|[廿卅]{ZH_DIGIT}?|{ZH_DIGIT}{{1,3}}|\d{{1,2}}) ?[日号]?"
DATE = (
    rf"(?:{ZH_YEAR}{ZH_MONTH}(?:{ZH_DAY})?|{YEAR} ?[.\-/] ?\d{{1,2}} ?[.\-/] ?\d{{1,2}}(?!\d)[日号]?|"
    rf"{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    rf"\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:{YEAR}|\d{{2}})(?!\d)|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {YEAR}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? {YEAR}|{YEAR} ?[.\-/] ?\d{{1,2}}(?![\d.\-/])|{YEAR}年|\d{{1,2}}[ \-]{MONTH}[ \-]{YEAR}|{MONTH} {YEAR}|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){YEAR}(?!\d))"
)
MAIL_HOST = "(?:qq|163|126|139|189|sina|sohu|gmail|outlook|hotmail|foxmail|yahoo|aliyun|icloud|tom|21cn)"
TOP_LEVEL = "(?:com|cn|net|org|edu|gov|io|me|uk|us|de|fr|hk|tw)"
USER = r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-。]{0,63}"

EMAIL = Recognizer(
    "email",
    "EMAIL",
    (
        Pattern(
            "plain",
            rf"{USER} ?@ ?[A-Za-z0-9\-]{{1,63}}(?:[.。][A-Za-z0-9\-]{{1,63}}| ?[.。] ?{TOP_LEVEL}(?![A-Za-z0-9])){{1,4}}",
            0.95,
            trigger="@",
        ),
        Pattern(
            "host_alone",
            rf"{USER}@{MAIL_HOST}(?!\.?[A-Za-z0-9])",
            0.7,
            ignore_case=True,
            trigger=f"@{MAIL_HOST}",
        ),
        Pattern(
            "spoken",
            rf"{USER}(?: (?:dot|点) [A-Za-z0-9]+)?(?: ?[(\[{{]\s?(?:at|a|艾特|#)\s?[)\]}}] ?| at | ?艾特 ?| ?圈a ?|_at_|#)"
            rf"[A-Za-z0-9\-]{{2,63}}(?:(?: ?[(\[]\s?(?:dot|点)\s?[)\]] ?| dot | ?点 ?|[.。]){TOP_LEVEL}){{1,2}}(?![A-Za-z0-9])",
            0.7,
            ignore_case=True,
            trigger=r"[(\[{]\s?(?:at|a|艾特|#)\s?[)\]}]| at |艾特|圈a|_at_|[A-Za-z0-9]#[A-Za-z0-9]",
        ),
    ),
)
WECHAT = Recognizer(
    "wechat",
    "WECHAT",
    (
        Pattern(
            "in_context",
            rf"(?:加(?:我|个|一下)?(?:v|威|薇)|微 ?信(?: 号)?|[薇威维v]信|微x|绿泡泡|weixin|we ?chat|(?<![A-Za-z])[vw]x|(?<![A-Za-z0-9])v(?= ?:))(?:吧|搜索?|搜一下)?{LINK}(?P<value>[A-Za-z0-9][A-Za-z0-9_\-]{{4,19}}){RIGHT}",
            0.8,
            ignore_case=True,
            trigger="加(?:我|个|一下)?[v威薇]|微 ?信|[薇威维v]信|微x|绿泡泡|weixin|we ?chat|vx|wx|v ?:",
        ),
        Pattern("wxid", r"wxid_[A-Za-z0-9]{6,20}", 0.9),
    ),
)
QQ = Recognizer(
    "qq",
    "QQ",
    (
        Pattern(
            "in_context",
            rf"(?:Q ?Q|扣扣|叩叩|秋秋|球球|企鹅|加(?:我)?Q|(?<![A-Za-z0-9])Q(?= ?[号:是]))群?{LINK}(?P<value>[1-9]\d{{4,11}}){RIGHT}",
            0.85,
            ignore_case=True,
            trigger="Q|扣扣|叩叩|秋秋|球球|企鹅",
            n_digits=5,
        ),
    ),
)
PLATE = Recognizer(
    "plate",
    "PLATE",
    (
        Pattern(
            "chinese",
            rf"[{PROVINCES}]牌?[ ·.\-]?[A-Za-z](?=[^0-9\n]{{0,8}}\d|[^0-9A-Za-z]{{0,2}}[A-Z]{{5,6}}{RIGHT})(?:[ \-·._:]{{0,2}}[A-Za-z0-9]){{4,5}}(?:[ ·]?(?:[A-Za-z0-9]|[挂学警港澳领临试超]|应急))?{RIGHT}",
            0.85,
            trigger=rf"[{PROVINCES}]牌?[ ·.\-]?[A-Za-z][ \-·._:]{{0,2}}[A-Za-z0-9]",
        ),
        Pattern(
            "embassy",
            rf"(?:使 ?\d{{3}}[·\- ]?\d{{3}}|{LEFT}\d{{3}}[·\- ]?\d{{3}}使){RIGHT}",
            0.8,
            trigger="使",
            n_digits=6,
        ),
        Pattern("armed_police", rf"{LEFT}WJ[ \-·]?[{PROVINCES}]?[ \-·]?\d{{4,5}}[0-9TDSHBXJ]?{RIGHT}", 0.7),
        Pattern(
            "in_context",
            r"(?i:licen[sc]e plate|plates?|registration|reg|tag|车牌号?码?|牌照|号牌)(?i: ?(?:no\.?|number|#|is|was|reads?|:|of|ending))*[ :#,('\"]{0,4}"
            r"(?P<value>(?=[A-Z0-9 \-]{0,7}\d)[A-Z0-9]{1,4}[ \-·]?[A-Z0-9]{1,5}(?:[ \-][A-Z0-9]{1,4})?|[a-z]{1,3}\d{3,5}|\d{1,3}[a-z]{3}\d{0,3})(?![0-9A-Za-z])",
            0.8,
            trigger="(?i)plate|registration|reg|tag|车牌|牌照|号牌",
            n_digits=1,
        ),
        Pattern("california", rf"{LEFT}\d[A-Z]{{3}}\d{{3}}{RIGHT}", 0.6),
        Pattern("united_kingdom", rf"{LEFT}[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}{RIGHT}", 0.6),
        Pattern("letters_digits", rf"{LEFT}[A-Z]{{3}}[ \-]?\d{{3,4}}{RIGHT}", 0.1),
    ),
    context=("plate", "car", "vehicle", "truck", "van", "sedan", "suv", "honda", "toyota", "ford", "parked", "driver"),
    deny=TICKET_NUMBER_DENY.replace("|permit", ""),
)
BIRTH_DATE = Recognizer(
    "birth_date",
    "BIRTH_DATE",
    (
        Pattern(
            "in_context",
            r"(?:出生日期|出生年月日?|出生时间|出生于|出生|生日|生于|生辰|date of birth|birth ?date|birthday|born(?: on)?|d\.?o\.?b\.?)"
            rf"(?: ?(?:是|为|在|is|was))?[ :,(=]{{0,4}}(?P<value>{DATE})",
            0.9,
            ignore_case=True,
            trigger="出生|生日|生于|生辰|birth|born|d.?o.?b",
        ),
        Pattern(
            "born_after",
            rf"(?P<value>{DATE}) ?(?:出生|生人|生(?![产效活态长意病]))",
            0.8,
            trigger="出生|生人|[日号月年0-9一二三四五六七八九十] ?生",
        ),
    ),
)
RECOGNIZERS = (EMAIL, WECHAT, QQ, PLATE, BIRTH_DATE)
