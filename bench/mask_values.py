"""Values of every kind of personal data in the ways people write them, for benchmarks and tests."""

# ruff: noqa: E501 — lists of forms as they are written
from __future__ import annotations

import random
from collections.abc import Callable

from privacy.recognizers.checks import ID_CHECK, ID_WEIGHTS, luhn

FULL = str.maketrans("0123456789-", "０１２３４５６７８９－")
UPPER = "ABCDEFGHJKLMNPQRSTUVWXYZ"


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
    parts = (number[:6], number[6:14], number[14:])
    return rng.choice(
        [number] * 8
        + [" ".join(parts), "-".join(parts), "·".join(parts), number.translate(FULL), " ".join(number), number.lower()]
    )


def mobile(rng: random.Random) -> str:
    """11 digits in the ways people write them."""
    n = f"1{rng.choice('3456789')}{digits(rng, 9)}"
    spaced, dashed = f"{n[:3]} {n[3:7]} {n[7:]}", f"{n[:3]}-{n[3:7]}-{n[7:]}"
    return rng.choice(
        [
            n,
            n,
            n,
            spaced,
            dashed,
            f"+86{n}",
            f"+86 {n}",
            n.translate(FULL),
            f"{n[:5]} {n[5:]}",
            f"0086-{n}",
            spaced.replace(" ", "."),
            dashed.translate(FULL),
            " ".join(n),
            f"（+86）{n}",
            spaced.replace(" ", "、"),
            f"{n[:3]}\u200b{n[3:]}",
        ]
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
    fours = [number[i : i + 4] for i in range(0, len(number), 4)]
    return rng.choice([number] * 3 + [" ".join(fours), "-".join(fours), ".".join(fours), number.translate(FULL)])


def plate(rng: random.Random) -> str:
    """Blue plates and new-energy ones."""
    tail = "".join(rng.choices(UPPER + "0123456789" * 3, k=rng.choice([5, 5, 6])))
    head = rng.choice("京沪粤浙苏云川鲁") + rng.choice(UPPER)
    special = [f"{head}{digits(rng, 4)}{mark}" for mark in "学警挂"] + [f"粤Z{digits(rng, 4)}港", f"使{digits(rng, 6)}"]
    return rng.choice(special) if rng.random() < 0.15 else head + rng.choice(["", "", "·", " ", "-"]) + tail


def email(rng: random.Random) -> str:
    """Common hosts."""
    return f"{''.join(rng.choices('abcdefgwxyz._0123456789', k=7)).strip('._') or 'a'}@{rng.choice(['qq.com', '163.com', 'gmail.com', 'example.co.uk'])}"


def us_phone(rng: random.Random) -> str:
    """North American numbers."""
    a, b, c = f"{rng.choice('235679')}{digits(rng, 2)}", f"{rng.randint(2, 9)}{digits(rng, 2)}", digits(rng, 4)
    return rng.choice([f"{a}-{b}-{c}", f"({a}) {b}-{c}", f"{a}.{b}.{c}", f"+1 {a} {b} {c}", f"+1-{a}-{b}-{c}"])


def birth_date(rng: random.Random) -> str:
    """Full dates, Western, Chinese and lunar."""
    year, month, day = rng.randint(1930, 2019), rng.randint(1, 12), rng.randint(1, 28)
    lunar = f"{year}年{rng.choice('正二三四五六七八九十冬腊')}月{rng.choice(['初八', '十五', '廿一', '三十'])}"
    written = "".join("零一二三四五六七八九"[int(figure)] for figure in str(year))
    forms = [
        f"{year}年{month}月{day}日",
        f"{year}-{month:02}-{day:02}",
        f"{year}.{month}.{day}",
        f"{year}/{month}/{day}",
        f"{year}{month:02}{day:02}",
    ]
    return rng.choice([*forms, lunar, f"{written}年{'一二三四五六七八九'[month % 9]}月十八日"])


def address(rng: random.Random) -> str:
    """Homes down to the room."""
    estate = rng.choice(["翠屏苑", "银河湾", "凤鸣里", "锦绣江南小区", "石化三村", "东方名城", "听涛公寓"])
    road = f"{rng.choice(['望海', '清河', '建业', '凤凰', '北苑'])}{rng.choice(['路', '大道', '街'])}{rng.randint(1, 400)}号"
    building, unit, room = rng.randint(1, 40), rng.randint(1, 5), f"{rng.randint(1, 33)}0{rng.randint(1, 4)}"
    tail = rng.choice(
        [
            f"{building}栋{unit}单元{room}室",
            f"{building}号楼{room}",
            f"{building}幢{unit}-{room}",
            f"{building}#{unit}-{room}",
            f"{building}栋 {unit} 单元 {room} 室",
        ]
    )
    return rng.choice([road + estate + tail, estate + tail, f"{road}{room}室"])


def messenger(rng: random.Random) -> str:
    """A WeChat account."""
    return rng.choice(["wxid_", "a", "Lily_", "hong"]) + "".join(rng.choices("abcdefgh0123456789", k=8))


def ip_address(rng: random.Random) -> str:
    """Versions 4 and 6."""
    four = ".".join(str(rng.randint(1, 254)) for _ in range(4))
    return rng.choice(
        [four, four, f"2408:8207:{rng.randint(1000, 9999)}::{rng.randint(1, 99)}", f"fe80::{rng.randint(1, 999)}:a1"]
    )


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "ID_CARD": resident_id, "PHONE": mobile, "LANDLINE": landline, "BANK_CARD": card, "PLATE": plate, "EMAIL": email,
    "US_PHONE": us_phone, "US_SSN": lambda rng: f"{rng.randint(100, 899)}-{rng.randint(10, 99)}-{digits(rng, 4)}",
    "PASSPORT": lambda rng: rng.choice(["E", "G", "EA", "EK"]) + digits(rng, 8)[: rng.choice([7, 8])],
    "HK_MO_TW_PERMIT": lambda rng: rng.choice("HMC") + digits(rng, rng.choice([8, 8, 10])),
    "WECHAT": messenger, "QQ": lambda rng: rng.choice("123456789") + digits(rng, rng.randint(5, 9)),
    "SOCIAL_SECURITY": lambda rng: rng.choice(["", "A"]) + digits(rng, rng.choice([8, 9, 12])),
    "MEDICAL_INSURANCE": lambda rng: rng.choice(["", "Y"]) + digits(rng, rng.choice([9, 10, 12])),
    "DRIVER_LICENCE": lambda rng: rng.choice("ADS") + digits(rng, rng.choice([7, 12])),
    "BIRTH_DATE": birth_date, "ADDRESS": address, "IP": ip_address,
}  # fmt: skip
