"""Pieces that the expressions of several recognizers share.

Look-arounds speak of ASCII letters and digits alone: ``\\b`` finds no boundary beside a Chinese character.
"""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

LEFT = r"(?<![0-9A-Za-z])"
RIGHT = r"(?![0-9A-Za-z])"
NO_DIGIT_LEFT = r"(?<![0-9])(?<![0-9][.\-])"
NO_DIGIT_RIGHT = r"(?![0-9])"
GAP = r"[ \-]{0,2}"
JOINT = r"[ .·_/,、\-()]{1,3}"
"""What people write between the customary groups of a number."""
EACH = r"[ .·_/,、\-]{1,2}"
"""What people write between single digits."""
LINK = r"(?: ?(?:号码|号|账号|帐号|卡号|编号|no\.?|number|num\.?|#|id))?(?: ?(?:同号|就是|是|为|叫|is|was))?[ :;,=()'\"#]{0,4}"
TICKET_ZH = r"(?:工单号?|工单编号|单号|编号|订单号?|流水号|案件号|受理号|案号|文号|序号|事件号|设备号|统一社会信用代码|信用代码|发票号?码?)(?:号码?|编号)?(?:是|为)?"
TICKET_EN = (
    r"(?:ticket|case|order|ref|reference|request|complaint|sr|incident|permit|invoice|tracking|confirmation|asset)"
)
NUMBER_WORD = r" ?(?:no\.?|number|num\.?|id|#)(?: is)?"
TICKET_DENY = rf"{TICKET_ZH}|{TICKET_EN}(?:{NUMBER_WORD})?"
"""Refuses long digit strings that follow a ticket word."""
TICKET_NUMBER_DENY = rf"{TICKET_ZH}|{TICKET_EN}{NUMBER_WORD}"
"""The stricter form, for matches that look personal by themselves."""
