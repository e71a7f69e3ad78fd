"""Identity, bank, travel and insurance numbers. Formats: GB 11643 (resident ID), ISO/IEC 7812 (cards), ISO 13616 (IBAN)."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.checks import ipv4, luhn, resident_id
from privacy.recognizers.definition import DIGITS, Pattern, Recognizer
from privacy.recognizers.terms import (
    EACH,
    GAP,
    JOINT,
    LEFT,
    LINK,
    NO_DIGIT_LEFT,
    NO_DIGIT_RIGHT,
    RIGHT,
    TICKET_DENY,
    TICKET_NUMBER_DENY,
)

BORN = rf"(?:19|20)\d{{2}}{GAP}(?:0[1-9]|1[0-2]){GAP}(?:0[1-9]|[12]\d|3[01])"
HEX = "[0-9A-Fa-f]{1,4}"

ID_CARD = Recognizer(
    "id_card",
    "ID_CARD",
    (
        Pattern(
            "eighteen", rf"{NO_DIGIT_LEFT}[1-9](?:{GAP}\d){{16}}{GAP}[\dXx×х]{RIGHT}", 0.5, trigger=DIGITS, n_digits=17
        ),
        Pattern(
            "grouped",
            rf"{NO_DIGIT_LEFT}[1-9]\d{{5}}{JOINT}{BORN}{JOINT}\d{{3}}{GAP}[\dXx×х]{RIGHT}",
            0.6,
            trigger=rf"\d{{6}}{JOINT}(?:19|20)\d{{2}}",
            n_digits=17,
        ),
        Pattern(
            "digit_by_digit",
            rf"(?<!\d)[1-9](?P<between>{EACH})\d(?:(?P=between)\d){{15}}(?P=between)[\dXx]{RIGHT}",
            0.6,
            trigger=rf"\d{EACH}\d{EACH}\d{EACH}\d{EACH}\d{EACH}\d{EACH}\d{EACH}\d",
            n_digits=17,
        ),
        Pattern(
            "digits_missing",
            rf"{NO_DIGIT_LEFT}(?:[1-9]\d{{4,6}}{BORN}\d{{2,5}}[Xx×х]?|[1-9]\d{{13,18}}[Xx×х]){RIGHT}",
            0.5,
            trigger=r"[1-9]\d{4,6}(?:19|20)\d{2}[ \-]{0,2}[01]\d|\d{14}[Xx×х]",
            n_digits=14,
        ),
        Pattern(
            "with_letters",
            rf"{LEFT}[1-9](?=\d{{0,15}}[OoIl])[0-9OoIl]{{16}}[0-9XxOo]{RIGHT}",
            0.5,
            trigger="[0-9][OoIl][0-9OoIl]",
            n_digits=1,
        ),
        Pattern(
            "fifteen",
            rf"{LEFT}[1-9]\d{{5}}{GAP}\d{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){GAP}\d{{3}}{RIGHT}",
            0.5,
            trigger=r"[1-9]\d{5}[ \-]{0,2}\d{2}[01]\d[0-3]\d[ \-]{0,2}\d{3}",
            n_digits=15,
        ),
        Pattern(
            "starred",
            rf"{NO_DIGIT_LEFT}(?:\d{{3,6}}[*]{{6,14}}\d{{0,4}}|\d{{8,14}}[*]{{4,8}})[\dXx]?{RIGHT}",
            0.6,
            trigger=r"\d{3}[*]{4}",
            n_digits=3,
        ),
        Pattern(
            "in_context",
            r"(?:身份证件?|证件|身份证明|居民证|resident id|id card|identity card|national id|身份号)"
            rf"{LINK}(?P<value>\d(?:[ \-]?\d){{12,18}}[ \-]?[\dXx]?){RIGHT}",
            0.9,
            ignore_case=True,
            trigger="身份|证件|居民证|id card|resident id|identity card|national id",
            n_digits=13,
        ),
        Pattern("hong_kong", rf"{LEFT}[A-Z]{{1,2}}\d{{6}}\([0-9A]\)", 0.8),
        Pattern(
            "hong_kong_in_context",
            rf"(?:HKID|身份证)(?:号码?)?[^0-9A-Za-z]{{0,4}}(?P<value>[A-Z]{{1,2}}\d{{6}}\(?[0-9A]?\)?){RIGHT}",
            0.8,
            trigger="HKID|身份证",
            n_digits=6,
        ),
        Pattern("taiwan", rf"{LEFT}[A-Z][1289]\d{{8}}{RIGHT}", 0.6),
        Pattern("macau", rf"{LEFT}[157]\d{{6}}\(\d\)", 0.6),
    ),
    deny=TICKET_DENY,
    validate=resident_id,
)
BANK_CARD = Recognizer(
    "bank_card",
    "BANK_CARD",
    (
        Pattern(
            "card",
            rf"{NO_DIGIT_LEFT}(?:[2-6]|9{GAP}5{GAP}5{GAP}8)(?:{GAP}\d){{14,18}}{NO_DIGIT_RIGHT}",
            0.45,
            trigger=DIGITS,
            n_digits=15,
        ),
        Pattern(
            "fours",
            rf"{NO_DIGIT_LEFT}\d{{4}}(?P<between>{JOINT})\d{{4}}(?P=between)\d{{4}}(?P=between)\d{{3,4}}(?:(?P=between)\d{{1,4}})?(?!\d)",
            0.5,
            trigger=rf"\d{{4}}{JOINT}\d{{4}}{JOINT}\d{{4}}{JOINT}\d{{3}}",
            n_digits=15,
        ),
        Pattern(
            "starred",
            r"(?<!\d)(?:\d{4}[ \-]?(?:[*xX]{4}[ \-]?){2,3}|\d{6}[*xX]{4,10})\d{3,4}(?!\d)",
            0.6,
            trigger=r"[*xX]{4}",
            n_digits=3,
        ),
        Pattern(
            "in_context",
            r"(?:银行卡|储蓄卡|信用卡|借记卡|银行账号|银行帐号|银行账户|账号|帐号|账户|卡号|card|bank account|account|acct)"
            rf"{LINK}(?P<value>\d(?:{GAP}\d){{9,20}}){RIGHT}",
            0.7,
            ignore_case=True,
            trigger="卡|账|帐|card|acc(?:oun)?t",
            n_digits=10,
        ),
        Pattern(
            "account",
            rf"(?:bank account|account|acct){LINK}(?P<value>\d(?:[ \-]?\d){{7,9}}){RIGHT}",
            0.6,
            ignore_case=True,
            trigger="acc(?:oun)?t",
            n_digits=8,
        ),
        Pattern(
            "iban", rf"{LEFT}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]{{4}}){{3,7}}(?: ?[A-Z0-9]{{1,3}})?{RIGHT}", 0.6, n_digits=2
        ),
    ),
    deny=TICKET_DENY,
    context=("卡号", "银行", "card", "account", "账户", "账号"),
    validate=luhn,
)
PASSPORT = Recognizer(
    "passport",
    "PASSPORT",
    (
        Pattern("chinese", rf"{LEFT}(?:[EGDSPK]\d{{8}}|E[A-HJ-NP-Z]\d{{7}}){RIGHT}", 0.5, ignore_case=True),
        Pattern(
            "in_context",
            rf"(?:护照|passport){LINK}(?P<value>[A-Z]{{0,2}}(?:[ \-]?\d){{6,9}}){RIGHT}",
            0.9,
            ignore_case=True,
            trigger="护照|passport",
            n_digits=6,
        ),
    ),
    deny=TICKET_NUMBER_DENY,
)
TRAVEL_PERMIT = Recognizer(
    "travel_permit",
    "HK_MO_TW_PERMIT",
    (
        Pattern("permit", rf"{LEFT}[HMCWT]\d{{8}}(?:\d{{2}})?{RIGHT}", 0.45),
        Pattern("two_letters", rf"{LEFT}C[A-HJ-NP-Z]\d{{7}}{RIGHT}", 0.45),
        Pattern(
            "in_context",
            r"(?:通行证|回乡证|台胞证|居住证|来往内地|来往大陆|home return permit|travel permit|permit)"
            rf"{LINK}(?P<value>[A-Z]{{0,2}}[ \-]?\d{{7,10}}){RIGHT}",
            0.8,
            ignore_case=True,
            trigger="通行证|回乡证|台胞证|居住证|来往内地|来往大陆|permit",
            n_digits=7,
        ),
    ),
    deny=TICKET_NUMBER_DENY.replace("|permit", ""),
)
US_SSN = Recognizer(
    "us_ssn",
    "US_SSN",
    (
        Pattern("dashed", r"(?<![0-9A-Za-z\-])\d{3}[ \-.]\d{2}[ \-.]\d{4}(?![0-9A-Za-z\-])", 0.6),
        Pattern(
            "in_context",
            r"(?:ssn|social security)[^0-9\n]{0,20}(?P<value>(?:\d{3}[ \-]?\d{2}[ \-]?)?\d{4})(?!\d)",
            0.9,
            ignore_case=True,
            trigger="ssn|social security",
            n_digits=4,
        ),
        Pattern(
            "social",
            r"social(?: is|:| was| ?#| number)[^0-9\n]{0,8}(?P<value>\d{3}[ \-.]?\d{2}[ \-.]?\d{4})(?!\d)",
            0.8,
            ignore_case=True,
            trigger="social",
            n_digits=9,
        ),
        Pattern("starred", r"(?<![0-9A-Za-z])[*xX]{3}-[*xX]{2}-\d{4}(?!\d)", 0.7),
    ),
    deny=TICKET_NUMBER_DENY,
)
SOCIAL_SECURITY = Recognizer(
    "social_security",
    "SOCIAL_SECURITY",
    (
        Pattern(
            "in_context",
            rf"(?:社会保障|社会保险|社保|劳动保障|养老保险|失业保险|工伤保险|公积金)(?:卡|账户|帐户|个人|手册)?(?:电脑)?{LINK}(?P<value>[A-Z]{{0,2}}\d(?:{GAP}[0-9A-Z]){{5,19}}){RIGHT}",
            0.9,
            ignore_case=True,
            trigger="社会保障|社会保险|社保|劳动保障|养老保险|失业保险|工伤保险|公积金",
            n_digits=1,
        ),
    ),
)
MEDICAL_INSURANCE = Recognizer(
    "medical_insurance",
    "MEDICAL_INSURANCE",
    (
        Pattern(
            "in_context",
            r"(?:医保|医疗保险|医疗保障|医疗证|合作医疗|新农合|就诊卡|诊疗卡|健康卡|病历|病案|住院|门诊|medicare|medicaid|nhs|health insurance|insurance member|member|mrn)(?:卡|电子凭证|个人|证)?"
            rf" ?(?:card|policy)? ?{LINK}(?P<value>[A-Z]{{0,3}}\d(?:{GAP}[0-9A-Z]){{5,19}}){RIGHT}",
            0.85,
            ignore_case=True,
            trigger="医保|医疗保险|医疗保障|医疗证|合作医疗|新农合|就诊卡|诊疗卡|健康卡|病历|病案|住院|门诊|medicare|medicaid|nhs|insurance|member|mrn",
            n_digits=1,
        ),
    ),
)
DRIVER_LICENCE = Recognizer(
    "driver_licence",
    "DRIVER_LICENCE",
    (
        Pattern(
            "in_context",
            rf"(?:驾驶证|驾照|driver'?s? licen[sc]e|driving licen[sc]e|\bDL){LINK}(?P<value>[A-Z]{{0,5}}\d[0-9A-Z\-]{{5,18}}){RIGHT}",
            0.85,
            ignore_case=True,
            trigger="驾驶证|驾照|driver|driving|DL",
            n_digits=1,
        ),
    ),
)
IP_ADDRESS = Recognizer(
    "ip_address",
    "IP",
    (
        Pattern("v4", r"(?<![0-9A-Za-z.])(?:\d{1,3}\.){3}\d{1,3}(?![0-9A-Za-z]|\.\d)", 0.2),
        Pattern(
            "v6",
            rf"(?<![0-9A-Za-z])(?=[0-9A-Fa-f:.]*\d)(?:(?:{HEX}:){{7}}{HEX}|(?:{HEX}:){{1,6}}(?::{HEX}){{1,6}}|(?:{HEX}:){{1,7}}:"
            rf"|::(?:ffff:)?(?:\d{{1,3}}\.){{3}}\d{{1,3}}|::{HEX}(?::{HEX}){{0,6}})(?![0-9A-Za-z:])",
            0.6,
            ignore_case=True,
            trigger="::|(?:[0-9A-Fa-f]{1,4}:){7}",
            n_digits=1,
        ),
    ),
    deny=r"version|ver|v|版本号?|固件",
    validate=lambda value: ipv4(value) if ":" not in value else None,
)
RECOGNIZERS = (
    ID_CARD, BANK_CARD, PASSPORT, TRAVEL_PERMIT, US_SSN, SOCIAL_SECURITY, MEDICAL_INSURANCE, DRIVER_LICENCE, IP_ADDRESS,
)  # fmt: skip
