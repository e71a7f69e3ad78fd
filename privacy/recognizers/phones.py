"""Telephone numbers: YD/T 2003 numbering (mobile, landline), E.164, North America, Hong Kong, Macau, Taiwan, Britain."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.definition import Pattern, Recognizer
from privacy.recognizers.terms import GAP, NO_DIGIT_LEFT, NO_DIGIT_RIGHT, TICKET_NUMBER_DENY

TOLL_FREE = r"(?!(?:\+?1[ .\-]?)?\(?8(?:00|88|77|66|55|44|33)[ ).\-])(?!\(?[48]00[ \-]?\d)"

PHONE = Recognizer(
    "phone",
    "PHONE",
    (
        Pattern(
            "mobile",
            rf"(?<!\d)(?<!\d[.])(?<![A-Z]-)(?:\(?(?:\+|00)?86\)?{GAP})?1[3-9]\d(?:{GAP}\d){{8}}{NO_DIGIT_RIGHT}",
            0.8,
            trigger=r"(?:^|[^0-9]|86[ )\-]{0,3})1[3-9]\d[ \-]{0,2}\d",
            n_digits=11,
        ),
        Pattern("mobile_digit_by_digit", r"(?<!\d)1(?: [3-9]|-[3-9])(?:[ \-]\d){9}(?!\d)", 0.8, n_digits=11),
        Pattern(
            "mobile_grouped",
            r"(?<!\d)1[3-9]\d[ .·_/]{1,2}\d{4}[ .·_/]{1,2}\d{4}(?!\d)",
            0.8,
            trigger=r"1[3-9]\d[ .·_/]{1,2}\d{4}",
            n_digits=11,
        ),
        Pattern(
            "mobile_starred", r"(?<!\d)1[3-9]\d[*xX]{4,8}\d{2,4}(?!\d)", 0.7, trigger=r"1[3-9]\d[*xX]{4}", n_digits=5
        ),
        Pattern(
            "mobile_spelled",
            r"[一幺][三四五六七八九][零〇一二三四五六七八九幺两]{9}",
            0.7,
            trigger="[一幺][三四五六七八九][零〇一二三四五六七八九幺两]{4}",
        ),
        Pattern(
            "landline",
            rf"{NO_DIGIT_LEFT}\(?(?:(?:\+|00)?86{GAP})?0(?:10|2\d|[3-9]\d{{2}})\)?[ \-]{{0,3}}[2-9]\d{{2,3}}[ \-]?\d{{3,4}}"
            r"(?: ?(?:转|转分机|分机|ext\.?|-) ?\d{1,6})?(?!\d)",
            0.7,
            trigger=r"(?:^|[^0-9]|86[ \-]{0,2})0(?:10|2\d|[3-9]\d{2})\)?[ \-]{0,3}[2-9]",
            n_digits=10,
        ),
        Pattern(
            "local_in_context",
            r"(?:电话|座机|固话|号码|联系方式|手机|致电|回电|拨打|联络|tel|phone|call|mobile|cell|contact)[^0-9+\n]{0,12}"
            r"(?P<value>(?!400|800|96|95)[2-9]\d{2,3}[ \-]?\d{4})(?![0-9\-])",
            0.6,
            ignore_case=True,
            trigger=r"[^0-9][2-9]\d{2,3}[ \-]?\d{4}",
            n_digits=7,
        ),
        Pattern(
            "international",
            r"(?<![0-9A-Za-z])(?:\+|00)[1-9]\d{0,2}(?:[ \-.()]{0,3}\d){6,12}(?!\d)",
            0.7,
            trigger=r"\+[1-9]|(?:^|[^0-9A-Za-z])00[1-9]\d",
            n_digits=7,
        ),
        Pattern(
            "hong_kong_macau",
            r"(?<![0-9.])\(?85[23]\)?[ \-]?[2-9]\d{3}[ \-]?\d{4}(?!\d)",
            0.6,
            trigger=r"85[23]\)?[ \-]?[2-9]",
            n_digits=11,
        ),
        Pattern(
            "taiwan",
            r"(?<![0-9.])(?:886[ \-]?)?09\d{2}[ \-]?\d{3}[ \-]?\d{3}(?!\d)",
            0.6,
            trigger=r"(?:^|[^0-9.]|886[ \-]?)09\d{2}[ \-]?\d{3}",
            n_digits=10,
        ),
        Pattern(
            "taiwan_landline",
            r"(?<![0-9.])\(?0[2-8]\d?\)?[ \-]\d{3,4}[ \-]?\d{4}(?!\d)",
            0.6,
            trigger=r"(?:^|[^0-9.])0[2-8]\d?\)?[ \-]\d{3}",
            n_digits=9,
        ),
        Pattern(
            "north_america",
            rf"(?<![0-9A-Za-z.\-/]){TOLL_FREE}(?:\+?1[ .\-]{{0,2}})?\(?[2-9]\d{{2}}(?:\)[ .\-]{{0,2}}|[ .\-/]{{1,2}})\d{{3}}[ .\-]{{1,2}}\d{{4}}"
            r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?!\d)",
            0.7,
            ignore_case=True,
            trigger=r"[2-9]\d{2}[) .\-/]{1,3}\d{3}[ .\-]{1,2}\d{4}",
            n_digits=10,
        ),
        Pattern(
            "north_america_local",
            r"(?<![0-9A-Za-z.\-])(?![48]00)[2-9]\d{2}-\d{4}(?![0-9\-])",
            0.5,
            trigger=r"(?:^|[^0-9A-Za-z.\-])[2-9]\d{2}-\d{4}",
            n_digits=7,
        ),
        Pattern(
            "bare_in_context",
            r"(?:tel|phone|call|cell|mobile|contact|text|reach|number|callback|whatsapp|fax|电话|手机|号码|联系)[^0-9+\n]{0,20}"
            r"(?P<value>\d{10,11})(?!\d)",
            0.5,
            ignore_case=True,
            trigger="tel|phone|call|cell|mobile|contact|text|reach|number|callback|whatsapp|fax|电话|手机|号码|联系",
            n_digits=10,
        ),
        Pattern(
            "united_kingdom",
            r"(?<![0-9A-Za-z.])0[1237]\d{2,4}[ \-]\d{3,4}(?:[ \-]?\d{3,4}){1,2}(?!\d)|(?<![0-9A-Za-z.])07\d{9}(?!\d)",
            0.6,
            trigger=r"(?:^|[^0-9A-Za-z.])0[1237]\d{2}",
            n_digits=10,
        ),
    ),
    deny=TICKET_NUMBER_DENY,
)
RECOGNIZERS = (PHONE,)
