"""Notes with structured identifiers whose place is known: written here, apart from the tagger's templates."""

# ruff: noqa: E501 — templates as they are written
from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from privacy.recognizers.checks import ID_CHECK, ID_WEIGHTS, luhn

FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Known:
    """A note and the (start, end, entity) of the personal data in it."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def digits(rng: random.Random, n: int) -> str:
    """``n`` digits."""
    return "".join(rng.choices("0123456789", k=n))


def resident_id(rng: random.Random) -> str:
    """18 characters, one in ten with a wrong check digit, as residents mistype them; sometimes 15 or spaced."""
    birth = f"{rng.randint(1940, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = rng.choice(["110105", "310101", "330106", "440305", "510104", "653101"]) + birth + digits(rng, 3)
    check = ID_CHECK[sum(int(d) * w for d, w in zip(body, ID_WEIGHTS, strict=True)) % 11]
    number = body + (check if rng.random() < 0.9 else rng.choice("0123456789X"))
    if rng.random() < 0.1:
        return body[:6] + body[8:17]
    return f"{number[:6]} {number[6:14]} {number[14:]}" if rng.random() < 0.15 else number


def mobile(rng: random.Random) -> str:
    """11 digits in the ways people write them."""
    n = f"1{rng.choice('3456789')}{digits(rng, 9)}"
    spaced, dashed = f"{n[:3]} {n[3:7]} {n[7:]}", f"{n[:3]}-{n[3:7]}-{n[7:]}"
    return rng.choice(
        [n, n, n, spaced, dashed, f"+86{n}", f"+86 {n}", n.translate(FULL), f"{n[:5]} {n[5:]}", f"0086-{n}"]
    )


def landline(rng: random.Random) -> str:
    """Area code and seven or eight digits."""
    area, number = rng.choice([("010", 8), ("021", 8), ("0571", 8), ("0871", 8), ("0991", 7)])
    body = rng.choice("2345678") + digits(rng, number - 1)
    return rng.choice([f"{area}-{body}", f"{area}{body}", f"({area}){body}", f"{area} {body[:4]} {body[4:]}"])


def card(rng: random.Random) -> str:
    """16 or 19 digits, mostly with the right check digit."""
    body = rng.choice(["622202", "621700", "622848", "4000", "5200"])
    body += digits(rng, rng.choice([15, 18]) - len(body))
    number = next(body + d for d in "0123456789" if luhn(body + d))
    return " ".join(number[i : i + 4] for i in range(0, len(number), 4)) if rng.random() < 0.3 else number


def plate(rng: random.Random) -> str:
    """Blue plates and new-energy ones."""
    tail = "".join(rng.choices(UPPER + "0123456789" * 3, k=rng.choice([5, 5, 6])))
    return rng.choice("京沪粤浙苏云川鲁") + rng.choice(UPPER) + rng.choice(["", "", "·", " "]) + tail


def email(rng: random.Random) -> str:
    """Common hosts."""
    return f"{''.join(rng.choices('abcdefgwxyz._0123456789', k=7)).strip('._') or 'a'}@{rng.choice(['qq.com', '163.com', 'gmail.com', 'example.co.uk'])}"


def us_phone(rng: random.Random) -> str:
    """North American numbers."""
    a, b, c = f"{rng.choice('235679')}{digits(rng, 2)}", f"{rng.randint(2, 9)}{digits(rng, 2)}", digits(rng, 4)
    return rng.choice([f"{a}-{b}-{c}", f"({a}) {b}-{c}", f"{a}.{b}.{c}", f"+1 {a} {b} {c}", f"+1-{a}-{b}-{c}"])


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "ID_CARD": resident_id, "PHONE": mobile, "LANDLINE": landline, "BANK_CARD": card, "PLATE": plate, "EMAIL": email,
    "US_PHONE": us_phone, "US_SSN": lambda rng: f"{rng.randint(100, 899)}-{rng.randint(10, 99)}-{digits(rng, 4)}",
}  # fmt: skip
CHINESE = [
    "来电反映路灯不亮，{ID_CARD}，请尽快处理。", "身份证号{ID_CARD}，手机{PHONE}。", "我的电话是{PHONE}随时可打", "请回拨{LANDLINE}，谢谢。",
    "联系{PHONE}或{LANDLINE}", "卡号{BANK_CARD}被扣了200元", "车牌{PLATE}占用盲道", "{PLATE}逆行", "邮箱{EMAIL}收不到回复",
    "工行{BANK_CARD}，户名见附件", "手机{PHONE}打不通，改打{PHONE}", "证件{ID_CARD}办理居住证", "蓝色轿车{PLATE}堵在消防通道，车主{PHONE}",
    "电话:{PHONE};邮箱:{EMAIL};", "工单号{TICKET}，回访{PHONE}", "（{PHONE}）反映热线12345占线", "住户{PHONE}，坐标{COORD}", "金额{MONEY}元，电话{LANDLINE}",
]  # fmt: skip
ENGLISH = [
    "Call me back at {US_PHONE}.", "Phone {US_PHONE}, e-mail {EMAIL}", "SSN {US_SSN} was on the form", "Caller at {US_PHONE} reports a pothole",
    "My card {BANK_CARD} was charged twice", "Ticket {TICKET} closed, reach {US_PHONE}", "write to {EMAIL} please", "her social is {US_SSN}, call {US_PHONE}",
    "At {COORD} the hydrant leaks; {US_PHONE}", "paid ${MONEY}, call 311 or {US_PHONE}",
]  # fmt: skip


def known_notes(n: int, seed: int) -> list[Known]:
    """``n`` notes, two thirds Chinese; ticket numbers, coordinates and amounts among them are not personal."""
    rng = random.Random(seed)
    return [filled(rng.choice(CHINESE if rng.random() < 0.67 else ENGLISH), rng) for _ in range(n)]


def filled(template: str, rng: random.Random) -> Known:
    """A template with its slots filled."""
    text, spans = "", []
    for part in template.replace("{", "\0{").replace("}", "}\0").split("\0"):
        if not part.startswith("{"):
            text += part
            continue
        name = part[1:-1]
        value = MAKERS[name](rng) if name in MAKERS else plain_value(name, rng)
        if name in MAKERS:
            spans.append((len(text), len(text) + len(value), name))
        text += value
    return Known(text, tuple(spans))


def plain_value(name: str, rng: random.Random) -> str:
    """Numbers that must stay."""
    if name == "TICKET":
        return rng.choice(["", "GD", "SR-"]) + f"2024{rng.randint(1, 12):02}{rng.randint(1, 28):02}{digits(rng, 6)}"
    if name == "COORD":
        return f"{rng.randint(100, 120)}.{digits(rng, 6)},{rng.randint(20, 45)}.{digits(rng, 6)}"
    return f"{rng.randint(1, 99999)}"
