"""Invented people who occur in every demo feed, so that any leak of them can be found.

None of them exists: the phone numbers lie in an unassigned block, the ID numbers carry
the area code of no county. They are planted in columns, in free text and in values that are
rejected for their type.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Canary:
    """One invented person, in the forms in which departments write people down."""

    name: str
    phone: str
    id_number: str
    plate: str
    email: str
    wechat: str
    address: str
    birth_date: str

    def values(self) -> tuple[str, ...]:
        """Every text of this person that must never be stored."""
        return tuple(str(value) for key, value in asdict(self).items() if key != "birth_date")


CANARIES: tuple[Canary, ...] = (
    Canary(
        "闻人沐霜",
        "19907310021",
        "532999198703150023",
        "云A7K2Q9",
        "wenren.mushuang@example.com",
        "wenren_ms87",
        "桐荫路417号栖霞苑9号楼2单元1703室",
        "1987-03-15",
    ),
    Canary(
        "阿依古丽·麦麦提",
        "19907310147",
        "532999199211080047",
        "云B93XT6",
        "ayguli.mm@example.com",
        "aygul_1992",
        "澜滨大道88号望江府3号楼1单元2204室",
        "1992-11-08",
    ),
    Canary(
        "令狐砚秋",
        "19907310258",
        "532999197506220015",
        "云AD07315",
        "linghu.yq@example.com",
        "lhyq_autumn",
        "槐序巷26号碧澜湾12号楼3单元0602室",
        "1975-06-22",
    ),
    Canary(
        "欧阳絮白",
        "19907310369",
        "532999200101190068",
        "云C5N8R1",
        "ouyang.xubai@example.com",
        "xubai_oy01",
        "听松街305号松涛里6号楼4单元1501室",
        "2001-01-19",
    ),
    Canary(
        "司徒既明",
        "19907310470",
        "532999196909030034",
        "云A2W6J8",
        "situ.jiming@example.com",
        "situ_jm1969",
        "锦溪路59号锦溪雅居1号楼2单元0903室",
        "1969-09-03",
    ),
    Canary(
        "扎西次仁·洛桑",
        "19907310581",
        "532999198112250071",
        "云D41ZP3",
        "zhaxi.ls@example.com",
        "zhaxi_ls81",
        "雪岭路7号云岭家园15号楼1单元0401室",
        "1981-12-25",
    ),
    Canary(
        "慕容槿汐",
        "19907310692",
        "532999199605170086",
        "云AF26048",
        "murong.jx@example.com",
        "mrjx_0517",
        "芦汀路233号芦汀新村8号楼3单元1102室",
        "1996-05-17",
    ),
    Canary(
        "皇甫霁川",
        "19907310703",
        "53299919840228005X",
        "云B6H3M7",
        "huangfu.jc@example.com",
        "hfjc_river",
        "观澜街102号观澜国际2号楼2单元2601室",
        "1984-02-28",
    ),
    Canary(
        "端木清嘉",
        "19907310814",
        "532999197310120092",
        "云C8D1V4",
        "duanmu.qj@example.com",
        "duanmu_qj73",
        "杏坛路71号杏坛小区5号楼1单元0302室",
        "1973-10-12",
    ),
    Canary(
        "迪力木拉提·艾山",
        "19907310925",
        "532999199007300019",
        "云A5Y9S2",
        "dilmurat.as@example.com",
        "dilmurat_90",
        "丰禾路418号丰禾佳苑11号楼4单元1804室",
        "1990-07-30",
    ),
)
"""The registry that leak scans search for."""


def canary_values() -> tuple[str, ...]:
    """Every text of every invented person, for a byte-level search."""
    return tuple(value for canary in CANARIES for value in canary.values())
