"""Notes with identifiers whose place is known: written here, apart from the tagger's templates."""

# ruff: noqa: E501 — templates as they are written
from __future__ import annotations

import random
from dataclasses import dataclass

from bench.mask_values import MAKERS, digits


@dataclass(frozen=True)
class Known:
    """A note and the (start, end, entity) of the personal data in it."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


CHINESE = [
    "护照{PASSPORT}遗失", "回乡证{HK_MO_TW_PERMIT}无法识别", "加微信{WECHAT}发照片", "扣扣{QQ}也行", "社保卡号{SOCIAL_SECURITY}挂失", "医保号：{MEDICAL_INSURANCE}",
    "男，{BIRTH_DATE}出生", "出生日期：{BIRTH_DATE}，电话{PHONE}", "家住{ADDRESS}，暖气不热", "地址：{ADDRESS}", "IP：{IP}登录异常", "驾驶证号{DRIVER_LICENCE}被扣分",
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


PLAIN = [
    "路灯不亮，请派人维修。", "小区停水两天没有通知，{MONEY}户居民受影响。", "工单号{TICKET}一直没有回复，请尽快处理。", "公交站牌歪了，{MONEY}路车改道没有告示。",
    "楼道堆放杂物，消防通道被堵，希望社区尽快清理。", "夜间施工噪音大，影响孩子学习。", "咨询居住证办理需要什么材料？", "垃圾桶满了三天没人清运，气味难闻。",
    "坐标{COORD}处井盖破损，车辆经过有响声。", "物业收费{MONEY}元没有发票，要求解释。", "Streetlight out on the corner since last week.", "Pothole in the right lane, request {TICKET}.",
    "No heat in the building for three days.", "Trash was not collected, ticket {TICKET} is still open.", "Graffiti on the wall behind the library.", "Meter charged ${MONEY} twice.",
]  # fmt: skip


def hotline_notes(n: int, seed: int) -> list[str]:
    """``n`` notes as a hotline gets them: three of five name nobody and hold no identifier."""
    rng = random.Random(seed)
    return [
        filled(rng.choice(PLAIN), rng).text if rng.random() < 0.6 else note.text for note in known_notes(n, seed + 1)
    ]


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
