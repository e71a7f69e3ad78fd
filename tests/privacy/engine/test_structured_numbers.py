"""No character of a structured identifier is left; what is no person's stays."""

from __future__ import annotations

import pytest

from bench.mask_texts import known_notes
from privacy.engine import default_engine

STAYS = [
    "热线12345、110、120、119、400-820-8820、95598均可反映",
    "工单号202405120038123456，合同编号HT20240511003",
    "订单号6222021234567890123",
    "坐标116.397428,39.90923，金额13800元，13.8万元",
    "2024年5月12日至2025年5月12日，10:30",
    "人民路12号附近路灯不亮，3号楼电梯坏了",
    "浦东新区世纪大道100号环球金融中心",
    "市民中心3号楼2层大厅排队太久",
    "pothole near 123 Main St, intersection of 5th Ave and Main St",
    "call 311 or 911 or 1-800-555-0100",
    "Case number 4111111111111111, version 10.2.3.4",
]
MASKED = {
    "身份证：33010619900307123X": "身份证：<ID_CARD>",
    "护照E12345678": "护照<PASSPORT>",
    "passport no. 123456789": "passport no. <PASSPORT>",
    "港澳通行证H12345678，台胞证01234567": "港澳通行证<HK_MO_TW_PERMIT>，台胞证<HK_MO_TW_PERMIT>",
    "微信号：wang_li88，QQ：12345678": "微信号：<WECHAT>，QQ：<QQ>",
    "社保卡号A12345678": "社保卡号<SOCIAL_SECURITY>",
    "出生日期1985年3月12日": "出生日期<BIRTH_DATE>",
    "粤B·D12345 京AF12345": "<PLATE> <PLATE>",
    "plate number 8ABC123": "plate number <PLATE>",
    "手機１３８－００１３－８０００": "手機<PHONE>",
    "手机1 3 8 0 0 1 3 8 0 0 0": "手机<PHONE>",
    "电话13800138000转告": "电话<PHONE>转告",
    "住东湖区人民路12号阳光花园3栋2单元501室": "住东湖区<ADDRESS>",
    "中正路123號5樓之2": "<ADDRESS>",
    "at 456 Oak Street, Apt 4B.": "at <ADDRESS>.",
}


@pytest.mark.parametrize("text", STAYS)
def test_public_numbers_places_and_amounts_stay(text: str) -> None:
    assert default_engine().mask_texts([text])[0] == [text]


@pytest.mark.parametrize("text", MASKED)
def test_personal_number_is_masked_whole_and_alone(text: str) -> None:
    assert default_engine().mask_texts([text])[0] == [MASKED[text]]


def test_no_character_is_exposed_in_999_of_1000_notes() -> None:
    notes = known_notes(4000, seed=11)
    spans = default_engine().detect([note.text for note in notes])
    covered: list[set[int]] = [set() for _ in notes]
    for text, start, end in zip(*(spans[name].to_pylist() for name in ("text", "start", "end")), strict=True):
        covered[text].update(range(start, end))
    leaks = [
        note.text
        for note, places in zip(notes, covered, strict=True)
        if any(i not in places for start, end, _ in note.spans for i in range(start, end) if note.text[i].isalnum())
    ]
    assert len(leaks) <= len(notes) // 1000, leaks[:5]
