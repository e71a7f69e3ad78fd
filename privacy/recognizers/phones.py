"""Telephone numbers: YD/T 2003 numbering (mobile, landline), E.164, North America, Hong Kong, Macau, Taiwan, Britain."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.definition import Pattern, Recognizer
from privacy.recognizers.terms import EACH, GAP, JOINT, LEFT, NO_DIGIT_LEFT, NO_DIGIT_RIGHT, RIGHT, TICKET_NUMBER_DENY

TOLL_FREE = r"(?!(?:\+?1[ .\-]?)?\(?8(?:00|88|77|66|55|44|33)[ ).\-])(?!\(?[48]00[ \-]?\d)"

SPELLED_ZH = "[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖]"
SPELLED = "[零〇一二三四五六七八九幺两壹贰叁肆伍陆柒捌玖0-9]"
EXTENSION = r"(?: ?(?:转|转分机|分机|ext\.?|-|#|\*) ?\d{1,6})?"

PHONE = Recognizer(
    "phone",
    "PHONE",
    (
        Pattern(
            "mobile",
            rf"(?<!\d)(?<!\d[.])(?<![A-Z]-)(?:\(?(?:\+|00)?86\)?{GAP})?0?1[3-9]\d(?:{GAP}\d){{8}}{NO_DIGIT_RIGHT}",
            0.8,
            trigger=r"(?:^|[^0-9]|86[ )\-]{0,3})0?1[3-9]\d[ \-]{0,2}\d",
            n_digits=11,
        ),
        Pattern(
            "mobile_in_pieces",
            r"(?<![0-9])(?<![0-9][.\-])(?=1(?:[ \-]{0,2}\d){10}(?![0-9]))(?!1[ \-]8(?:00|88|77|66|55|44|33)[ \-])(?:1[ \-]{1,2}[3-9]\d{1,4}|1[3-9])(?=[ \-]{1,2}\d)(?:[ \-]{1,2}\d{2,5}){1,5}(?:[ \-]\d)?(?![0-9])",
            0.5,
            trigger=r"(?:^|[^0-9])1(?:[ \-]{1,2}[3-9]\d{1,4}|[3-9])[ \-]{1,2}\d{2}",
            n_digits=11,
        ),
        Pattern(
            "mobile_digit_by_digit",
            rf"(?<!\d)1(?P<between>{EACH})[3-9](?:(?P=between)\d){{9}}(?!\d)",
            0.8,
            trigger=rf"1{EACH}[3-9]{EACH}\d{EACH}\d{EACH}\d",
            n_digits=11,
        ),
        Pattern(
            "mobile_grouped",
            rf"(?<!\d)1[3-9]\d{JOINT}\d{{4}}{JOINT}\d{{4}}(?!\d)",
            0.8,
            trigger=rf"1[3-9]\d{JOINT}\d{{4}}",
            n_digits=11,
        ),
        Pattern(
            "mobile_with_letters",
            rf"{LEFT}1[3-9](?=[0-9]{{0,8}}[OoIl])[0-9OoIl]{{9}}{RIGHT}",
            0.6,
            trigger="1[3-9][0-9]{0,8}[OoIl]",
            n_digits=2,
        ),
        Pattern(
            "mobile_starred", r"(?<!\d)1[3-9]\d[*xX]{4,8}\d{2,4}(?!\d)", 0.7, trigger=r"1[3-9]\d[*xX]{4}", n_digits=3
        ),
        Pattern(
            "mobile_spelled",
            rf"[一幺壹1][三四五六七八九叁肆伍陆柒捌玖3-9][ 、,\-]?{SPELLED}[ 、,\-]?{SPELLED_ZH}(?:[ 、,\-]?{SPELLED}){{7}}(?!{SPELLED})",
            0.7,
            trigger=rf"[一幺壹1][三四五六七八九叁肆伍陆柒捌玖3-9][ 、,\-]?{SPELLED}[ 、,\-]?{SPELLED_ZH}",
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
            "north_america",
            rf"(?<![0-9A-Za-z.\-/]){TOLL_FREE}(?:\+?1[ .\-]{{0,2}})?\(?[2-9]\d{{2}}(?:\)[ .\-]{{0,2}}|[ .\-/]{{1,3}})\d{{3}}[ .\-]{{0,3}}\d{{4}}"
            r"(?: ?(?:x|ext\.?|extension) ?\d{1,6})?(?!\d)",
            0.7,
            ignore_case=True,
            trigger=r"[2-9]\d{2}[) .\-/]{1,3}\d{3}[ .\-]{0,3}\d{4}",
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
            r"(?P<value>(?!400|800)\d{10,11})(?!\d)",
            0.5,
            ignore_case=True,
            trigger=r"(?:tel|phone|call|cell|mobile|contact|text|reach|number|whatsapp|fax|电话|手机|号码|联系)[^0-9+\n]{0,20}\d{4}",
            n_digits=10,
        ),
        Pattern(
            "united_kingdom",
            r"(?<![0-9A-Za-z.])\(?0[1237]\d{2,4}\)?[ \-]\d{3,4}(?:[ \-]?\d{3,4}){1,2}(?!\d)|(?<![0-9A-Za-z.])07\d{9}(?!\d)",
            0.6,
            trigger=r"(?:^|[^0-9A-Za-z.])0[1237]\d{2}",
            n_digits=10,
        ),
    ),
    deny=TICKET_NUMBER_DENY,
)
LANDLINE = Recognizer(
    "landline",
    "LANDLINE",
    (
        Pattern(
            "area_code",
            rf"{NO_DIGIT_LEFT}\(?0(?:10|2\d|[3-9]\d{{2}})\)?[ \-./·_]{{0,3}}[2-9](?:[ \-]?\d){{6,7}}{EXTENSION}(?!\d)",
            0.75,
            trigger=r"(?:^|[^0-9])0(?:10|2\d|[3-9]\d{2})\)?[ \-./·_]{0,3}[2-9]",
            n_digits=10,
        ),
        Pattern(
            "country_code",
            rf"(?<![0-9])\(?(?:\+|00)?86[ \-()]{{0,3}}0?(?:10|2\d|[3-9]\d{{2}})[ \-()]{{0,3}}[2-9](?:[ \-]?\d){{6,7}}{EXTENSION}(?!\d)",
            0.75,
            trigger=r"86[ )(\-]{0,3}0?(?:10|2\d|[3-9]\d{2})[ )(\-]{0,3}[2-9]\d{2}",
            n_digits=11,
        ),
        Pattern(
            "local_in_context",
            r"(?:电话|座机|固话|号码|联系方式|手机|致电|回电|拨打|联络|tel|phone|call|mobile|cell|contact)[^0-9+\n]{0,12}"
            r"(?P<value>(?!400|800|96|95)[2-9]\d{2,3}[ \-]?\d{4})(?![0-9\-])",
            0.6,
            ignore_case=True,
            trigger=r"(?:电话|座机|固话|号码|联系方式|手机|致电|回电|拨打|联络|tel|phone|call|mobile|cell|contact)[^0-9+\n]{0,12}[2-9]\d{2}",
            n_digits=7,
        ),
        Pattern(
            "taiwan_landline",
            r"(?<![0-9.])\(?0[2-8]\d?\)?[ \-]\d{3,4}[ \-]?\d{4}(?!\d)",
            0.6,
            trigger=r"(?:^|[^0-9.])0[2-8]\d?\)?[ \-]\d{3}",
            n_digits=9,
        ),
    ),
    deny=TICKET_NUMBER_DENY,
)
RECOGNIZERS = (PHONE, LANDLINE)
