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
    "编号GD202411080012345的工单超期，彩票06 11 19 23 28 31 + 09",
    "客服电话4006501234、400-810-6666，上班时间8:30-11:30",
    "高温38.5度，PM2.5为115，K1024+300处护栏损坏，11路、24路改道",
    "Poison control is 1-800-222-1222, invoice 2024-11-0098 for $1,245.50",
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
    "住东湖区人民路12号阳光花园3栋2单元501室": "住<ADDRESS>",
    "中正路123號5樓之2": "<ADDRESS>",
    "at 456 Oak Street, Apt 4B.": "at <ADDRESS>.",
    "手机138.0013.8000": "手机<PHONE>",
    "手机138、0013、8000，138(0013)8000": "手机<PHONE>，<PHONE>",
    "手机1.3.8.0.0.1.3.8.0.0.0": "手机<PHONE>",
    "手机壹叁捌零零壹叁捌零零零": "手机<PHONE>",
    "手机138OO13800O": "手机<PHONE>",
    "手机018800138000": "手机<PHONE>",
    "座机0556/5512345转803": "座机<LANDLINE>",
    "座机+86(312)2231796": "座机<LANDLINE>",
    "证号420106·19610219·0722": "证号<ID_CARD>",
    "证号4201061961021907ｘ": "证号<ID_CARD>",
    "证号42010619610219072×": "证号<ID_CARD>",
    "证号3 4 0 8 0 3 1 9 7 0 0 8 1 2 0 4 2 X": "证号<ID_CARD>",
    "卡6205_2273_2079_6902_490": "卡<BANK_CARD>",
    "皖·H12345 使014·828 沪A2945领 皖AX1234应急": "<PLATE> <PLATE> <PLATE> <PLATE>",
    "邮箱wang艾特139.com": "邮箱<EMAIL>",
    "邮箱mr-tan@139。com": "邮箱<EMAIL>",
    "vx：LHB888": "vx：<WECHAT>",
    "q号：506740645": "q号：<QQ>",
    "护照E 14098643": "护照<PASSPORT>",
    "劳动保障卡号700805306": "劳动保障卡号<SOCIAL_SECURITY>",
    "新农合证号993040553": "新农合证号<MEDICAL_INSURANCE>",
    "生于1964年腊月初八": "生于<BIRTH_DATE>",
    "民国三十五年三月九日生": "<BIRTH_DATE>生",
    "出生年月：1966年12月": "出生年月：<BIRTH_DATE>",
    "IP：2408:8207:78e0::1": "IP：<IP>",
    "IP：::ffff:192.0.2.128": "IP：<IP>",
    "家住杨桥镇朝阳村王屋组": "家住<ADDRESS>",
    "地址：丽景佳园15号别墅": "地址：<ADDRESS>",
    "born 12-Dec-1991": "born <BIRTH_DATE>",
    "I live at 5029 Jackson.": "I live at <ADDRESS>.",
    "at 393 elm street, apt 3": "at <ADDRESS>",
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
