"""Everything in a note that is no name: numbers, places, organisations, dates."""

# ruff: noqa: E501, SIM905 — word lists as text, and chance that is seeded on purpose
from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache

from privacy.names.surnames import COMMON, RARE, SINGLE_SURNAMES
from privacy.recognizers.contacts import PROVINCES
from privacy.train.sources import HAN, census_names, civic_english, civic_words, english_words, jieba_words

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MONTHS = "January February March April May June July August September October November December".split()


@lru_cache(maxsize=1)
def place_words() -> list[str]:
    """Place names of two or three characters from jieba's dictionary."""
    return [w for w, count, tag in jieba_words() if tag == "ns" and len(w) in (2, 3) and count > 5 and HAN.fullmatch(w)]


@lru_cache(maxsize=1)
def thing_words() -> list[str]:
    """Common words of two characters, for names of estates and shops."""
    return [w for w, count, tag in jieba_words() if tag in ("n", "a", "nz", "vn") and len(w) == 2 and count > 100]


@lru_cache(maxsize=4)
def words_of(tags: tuple[str, ...]) -> list[str]:
    """Words of two or three characters of these parts of speech, any but the rarest."""
    return [
        w for w, count, tag in jieba_words() if tag in tags and len(w) in (2, 3) and count > 30 and HAN.fullmatch(w)
    ]


@lru_cache(maxsize=1)
def surname_words() -> list[str]:
    """Words of two to four characters of any kind that begin like a surname."""
    return [
        w
        for w, count, tag in jieba_words()
        if 2 <= len(w) <= 4 and w[0] in SINGLE_SURNAMES and not tag.startswith("nr") and count > 20 and HAN.fullmatch(w)
    ]


@lru_cache(maxsize=1)
def everyday_english() -> list[str]:
    """Common English words of three letters and more, function words left out."""
    return [word for word in english_words()[150:12_000] if word.isalpha() and len(word) > 2]


def digits(rng: random.Random, n: int) -> str:
    """``n`` random digits."""
    return "".join(rng.choices("0123456789", k=n))


def chinese_slots(rng: random.Random) -> dict[str, Callable[[], str]]:
    """Slot name to maker of a value, Chinese notes."""
    pick = rng.choice

    def word() -> str:
        return pick(place_words()) if rng.random() < 0.5 else pick(thing_words())

    def number() -> str:
        return str(rng.randint(1, 300)) if rng.random() < 0.9 else pick("一二三四五六七八九十")

    def address() -> str:
        return f"{word()}{pick(['路', '街', '小区', '花园'])}{rng.randint(1, 99)}{pick(['号', '栋', '号楼'])}{rng.randint(1, 6)}单元{rng.randint(1, 30)}0{rng.randint(1, 4)}{pick(['', '室', '号'])}"

    def phone() -> str:
        number = f"1{pick('3456789')}{digits(rng, 9)}"
        return pick(
            [
                number,
                number,
                number,
                f"0{digits(rng, 2)}-{digits(rng, 8)}",
                f"{number[:3]}-{number[3:7]}-{number[7:]}",
                f"{number[:3]}****{number[7:]}",
                "<PHONE>",
            ]
        )

    def date() -> str:
        month, day = rng.randint(1, 12), rng.randint(1, 28)
        return pick(
            [
                f"{month}月{day}日",
                f"2024年{month}月{day}日",
                f"2025-{month:02}-{day:02}",
                f"{month}.{day}",
                "昨日",
                "今天上午",
                "上周五",
            ]
        )

    return {
        "w": lambda: pick(words_of(("n", "nz", "vn", "an"))),
        "hw": lambda: pick(civic_words() if rng.random() < 0.6 else surname_words()),
        "sn": lambda: pick(COMMON) if rng.random() < 0.85 else pick(RARE),
        "hc": lambda: pick(pick(thing_words() if rng.random() < 0.6 else place_words())),
        "letters": lambda: "".join(rng.choices(LETTERS, k=rng.randint(1, 4))),
        "v": lambda: pick(words_of(("v", "vn"))),
        "a": lambda: pick(words_of(("a", "d", "z", "l"))),
        "phone": phone,
        "id": lambda: f"{rng.randint(11, 65)}{digits(rng, 4)}19{digits(rng, 10)}",
        "plate": lambda: f"{pick(PROVINCES)}{pick(LETTERS)}{pick(['', '·'])}{digits(rng, 2)}{pick(LETTERS)}{digits(rng, 2)}",
        "addr": address,
        "addr2": lambda: f"{rng.randint(1, 30)}0{rng.randint(1, 4)}",
        "wx": lambda: "".join(rng.choices("abcdefghijkxyz_0123456789", k=9)),
        "email": lambda: f"{''.join(rng.choices('abcdefghxyz', k=6))}@163.com",
        "date": date,
        "time": lambda: pick([f"{rng.randint(0, 23)}:{rng.randint(10, 59)}", f"{rng.randint(1, 12)}时许", "晚上", "凌晨", ""]),
        "num": number,
        "age": lambda: str(rng.randint(1, 95)),
        "money": lambda: pick([f"{rng.randint(1, 99)}{pick(['00元', '万元', '元', '000元', '块钱'])}", f"{rng.randint(1, 99999)}元", f"{rng.randint(1, 999)}.{rng.randint(1, 9)}元"]),
        "ticket": lambda: f"{pick(['', 'GD', 'YL'])}2024{digits(rng, 8)}",
        "coord": lambda: f"116.{digits(rng, 6)},39.{digits(rng, 6)}",
        "street": lambda: f"{word()}{pick(['路', '街', '大道', '巷', '东路', '北路', '大街', '一路', '胡同', '支路', '立交', '高架'])}",
        "estate": lambda: f"{word()}{pick(['小区', '花园', '家园', '苑', '公寓', '新村', '广场', '城', '府', '国际', '雅苑', '名邸', '社区', '大厦'])}",
        "village": lambda: f"{pick(COMMON)}{pick(['家', '家', '各', ''])}{pick(['村', '庄', '屯', '湾', '坝', '寨', '沟', '楼村', '集', '铺'])}" if rng.random() < 0.6 else f"{word()}村",
        "town": lambda: f"{word()}{pick(['镇', '乡', '街道'])}",
        "district": lambda: f"{word()}{pick(['区', '县', '新区', '市'])}",
        "city": lambda: f"{pick(place_words())}{pick(['市', ''])}",
        "market": lambda: f"{word()}{pick(['菜市场', '批发市场', '步行街', '商场', '购物中心', '农贸市场'])}",
        "school_name": lambda: f"{word()}{pick(['小学', '中学', '幼儿园', '第一小学', '实验学校', '大学', '职校'])}",
        "hospital": lambda: f"{word()}{pick(['医院', '人民医院', '中心医院', '卫生院', '中医院', '社区卫生服务中心'])}",
        "station": lambda: f"{word()}{pick(['站', '地铁站', '公交站', '汽车站', '火车站'])}",
        "shop": lambda: f"{pick([word(), pick(COMMON) + pick('记氏'), word() + word()])}{pick(['烧烤', '面馆', '超市', '药店', '饭店', '理发店', '火锅店', '健身房', '修车铺', '棋牌室', '奶茶店', '宾馆', '五金店'])}",
    }  # fmt: skip


def english_slots(rng: random.Random) -> dict[str, Callable[[], str]]:
    """Slot name to maker of a value, English notes."""
    pick = rng.choice

    def phone() -> str:
        area = f"{rng.randint(2, 9)}{digits(rng, 2)}"
        return pick(
            [
                f"{area}-555-{digits(rng, 4)}",
                f"({area}) 555-{digits(rng, 4)}",
                f"07700 900{digits(rng, 3)}",
                f"{area}.555.{digits(rng, 4)}",
            ]
        )

    def everyday() -> str:
        return pick(everyday_english() if rng.random() < 0.7 else civic_english())

    return {
        "phone": phone,
        "email": lambda: f"{''.join(rng.choices('abcdefghxyz', k=6))}@{pick(['gmail', 'yahoo', 'example'])}.com",
        "plate": lambda: f"{pick(LETTERS)}{pick(LETTERS)}{pick(LETTERS)}{digits(rng, 4)}",
        "date": lambda: pick([f"{rng.randint(1, 12)}/{rng.randint(1, 28)}", f"{pick(MONTHS)} {rng.randint(1, 28)}", f"{rng.randint(1, 28)} {pick(MONTHS)}", "Monday", "Friday", "yesterday", f"2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}"]),
        "age": lambda: str(rng.randint(1, 95)),
        "money": lambda: f"${rng.randint(1, 9000)}",
        "ew": everyday,
        "Tw": lambda: everyday().title() if rng.random() < 0.85 else everyday().upper(),
        "pn": lambda: pick(census_names()["first"][:1500]),
        "pl": lambda: pick(census_names()["last"][:4000]),
        "ticket": lambda: f"{pick(['SR', 'WO', '#', 'case '])}{digits(rng, 7)}",
        "coord": lambda: f"41.{digits(rng, 5)}, -87.{digits(rng, 5)}",
    }  # fmt: skip
