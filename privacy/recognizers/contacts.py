"""E-mail, messenger accounts, vehicle plates, birth dates."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.definition import Pattern, Recognizer
from privacy.recognizers.terms import LEFT, LINK, RIGHT, TICKET_NUMBER_DENY

PROVINCES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领"
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]{0,6}\.?"
YEAR = r"(?:19|20)\d{2}"
DATE = (
    rf"(?:{YEAR} ?[年.\-/] ?\d{{1,2}} ?[月.\-/] ?\d{{1,2}} ?[日号]?|{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|"
    rf"\d{{1,2}}[./\-]\d{{1,2}}[./\-](?:{YEAR}|\d{{2}})(?!\d)|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? {YEAR}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH},? {YEAR}|[一二]?[九零〇○][一二三四五六七八九零〇○]{{2}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)"
)

EMAIL = Recognizer(
    "email",
    "EMAIL",
    (
        Pattern(
            "plain",
            r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{1,64} ?@ ?[A-Za-z0-9\-]{1,63}(?: ?\.[A-Za-z0-9\-]{2,63}){1,4}",
            0.95,
            trigger="@",
        ),
        Pattern(
            "spoken",
            r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]{2,64} ?[(\[ ](?:at|艾特|#)[)\] ] ?[A-Za-z0-9\-]{2,63}(?: ?[(\[ ](?:dot|点)[)\] ] ?|\.)[A-Za-z]{2,12}",
            0.7,
            trigger=r"[(\[ ](?:at|艾特|#)[)\] ]",
        ),
    ),
)
WECHAT = Recognizer(
    "wechat",
    "WECHAT",
    (
        Pattern(
            "in_context",
            rf"(?:微信|薇信|威信|v信|weixin|wechat|we chat|(?<![A-Za-z])vx|(?<![A-Za-z])wx){LINK}(?P<value>[A-Za-z0-9][A-Za-z0-9_\-]{{4,19}}){RIGHT}",
            0.8,
            ignore_case=True,
            trigger="微信|薇信|威信|v信|weixin|wechat|we chat|vx|wx",
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
            rf"(?:QQ|扣扣|秋秋|企鹅)(?:群)?{LINK}(?P<value>[1-9]\d{{4,11}}){RIGHT}",
            0.85,
            ignore_case=True,
            trigger="QQ|扣扣|秋秋|企鹅",
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
            rf"[{PROVINCES}] ?[A-Za-z](?:[ \-·.]{{0,2}}[A-Za-z0-9]){{4,5}}(?:[ ]?[A-Za-z0-9]|[挂学警港澳临试超])?{RIGHT}",
            0.85,
            trigger=rf"[{PROVINCES}] ?[A-Za-z][ \-·.]{{0,2}}[A-Za-z0-9]",
        ),
        Pattern("armed_police", rf"{LEFT}WJ[ \-·]?[{PROVINCES}]?[ \-·]?\d{{4,5}}[0-9TDSHBXJ]?{RIGHT}", 0.7),
        Pattern(
            "in_context",
            r"(?:licen[sc]e plate|plate|plates|registration|reg|tag|车牌号?码?|牌照|号牌)(?: ?(?:no\.?|number|#|is|was|reads?|:|of|ending))*[ :#,('\"]{0,4}"
            r"(?P<value>(?=[A-Z0-9 \-]{0,7}\d)[A-Z0-9]{1,4}[ \-·]?[A-Z0-9]{1,5}(?:[ \-][A-Z0-9]{1,4})?)(?![0-9A-Za-z])",
            0.8,
            trigger="plate|registration|reg|tag|车牌|牌照|号牌",
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
            r"(?:出生日期|出生年月日?|出生于|出生|生日|生于|生辰|date of birth|birth ?date|birthday|born(?: on)?|d\.?o\.?b\.?)"
            rf"(?:是|为|在|is|was)?[ :,(]{{0,4}}(?P<value>{DATE})",
            0.9,
            ignore_case=True,
            trigger="出生|生日|生于|生辰|birth|born|d.?o.?b",
        ),
        Pattern(
            "born_after",
            rf"(?P<value>{DATE}) ?(?:出生|生人|生(?![产效活态长意病]))",
            0.8,
            trigger="出生|生人|[日号0-9] ?生",
        ),
    ),
)
RECOGNIZERS = (EMAIL, WECHAT, QQ, PLATE, BIRTH_DATE)
