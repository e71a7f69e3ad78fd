"""The demo city's residents: invented names, numbers and addresses, in the forms in which people write them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from demo.canaries import CANARIES
from demo.draws import Draws, Ints
from demo.places import N_GRIDS, load_places
from demo.words import words

PER_GRID = 100
N_RESIDENTS = N_GRIDS * PER_GRID

ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
MAIL_HOSTS = ("example.com", "mail.example.com", "post.example.cn", "example.net")


def _text(values: list[str], index: Ints) -> pa.Array:
    return pa.array(values, pa.string()).take(pa.array(index))


def _digits(numbers: Ints, width: int) -> pa.Array:
    return pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")


def join(*parts: pa.Array | str) -> pa.Array:
    """Texts side by side, element by element."""
    return pc.binary_join_element_wise(*parts, "")


def _names(draws: Draws) -> tuple[pa.Array, pa.Array]:
    common = 1 / (np.arange(len(words("surnames"))) + 4.0)
    surname = _text(words("surnames"), draws.pick("surname", common))
    surname = pc.if_else(
        pa.array(draws.chance("is_compound", 0.03)),
        _text(words("compound_surnames"), draws.below("compound", len(words("compound_surnames")))),
        surname,
    )
    first = _text(words("given"), draws.below("given_1", len(words("given"))))
    second = _text(words("given"), draws.below("given_2", len(words("given"))))
    given = pc.if_else(pa.array(draws.chance("is_single", 0.12)), first, join(first, second))
    full = join(surname, given)
    is_minority = pa.array(draws.chance("is_minority", 0.03))
    minority = _text(words("minority_names"), draws.below("minority", len(words("minority_names"))))
    short = pc.list_element(pc.split_pattern(minority, "·"), 0)
    return pc.if_else(is_minority, minority, full), pc.if_else(is_minority, short, surname)


def _birth_days(draws: Draws) -> np.ndarray:
    age_days = (18 + 70 * draws.uniform("age") ** 1.3) * 365.25
    return np.datetime64("2026-01-01") - age_days.astype(np.int64)


def _id_numbers(draws: Draws, births: np.ndarray) -> tuple[pa.Array, pa.Array]:
    """ID numbers with a true check character (GB 11643-1999), and the same with a slip of the pen for one in twelve."""
    area = np.array([int(area) for area in words("id_areas")])[draws.below("id_area", len(words("id_areas")))]
    day = pc.strftime(pa.array(births), "%Y%m%d").to_numpy(zero_copy_only=False).astype(np.int64)
    body = (area * 10**8 + day) * 1000 + draws.below("id_order", 999) + 1
    digits = body[:, None] // 10 ** np.arange(16, -1, -1) % 10
    check = np.array(list("10X98765432"))[(digits * ID_WEIGHTS).sum(axis=1) % 11]
    right = join(_digits(body, 17), pa.array(check))
    slipped = join(_digits(body + 10 ** draws.below("slip_at", 3), 17), pa.array(check))
    return right, pc.if_else(pa.array(draws.chance("is_slipped", 1 / 12)), slipped, right)


def _plates(draws: Draws) -> pa.Array:
    letter = _text(list(PLATE_LETTERS), draws.below("plate_city", 6))
    other = _text(list(PLATE_LETTERS), draws.below("plate_letter", len(PLATE_LETTERS)))
    usual = join("云", letter, _digits(draws.below("plate_a", 1000), 3), other, _digits(draws.below("plate_b", 10), 1))
    electric = join("云", letter, "D", _digits(draws.below("plate_c", 100_000), 5))
    return pc.if_else(pa.array(draws.chance("is_electric", 0.25)), electric, usual)


def _phones(draws: Draws) -> dict[str, pa.Array]:
    prefix = _text(words("phone_prefixes"), draws.below("phone_prefix", len(words("phone_prefixes"))))
    middle = _digits(draws.below("phone_middle", 10_000), 4)
    last = _digits(draws.below("phone_last", 10_000), 4)
    plain = join(prefix, middle, last)
    wide = plain
    for digit in range(10):
        wide = pc.replace_substring(wide, str(digit), chr(ord("０") + digit))
    return {
        "phone": plain,
        "phone_dashed": join(prefix, "-", middle, "-", last),
        "phone_spaced": join(prefix, " ", middle, " ", last),
        "phone_86": join("+86 ", plain),
        "phone_wide": wide,
        "landline": join("0879-", _digits(draws.below("landline", 7_000_000) + 2_000_000, 7)),
    }


def _addresses(draws: Draws, grid: Ints) -> dict[str, pa.Array]:
    places = load_places()
    road, estate = _text(list(places.roads), grid), _text(list(places.estates), grid)
    number = pa.array(1 + (grid * 37 % 300)).cast(pa.string())
    building = pa.array(1 + draws.below("building", 18)).cast(pa.string())
    unit = pa.array(1 + draws.below("unit", 4)).cast(pa.string())
    room = join(pa.array(1 + draws.below("floor", 28)).cast(pa.string()), _digits(1 + draws.below("door", 4), 2))
    return {
        "road": road,
        "estate": estate,
        "building": join(building, "号楼"),
        "address": join(road, number, "号", estate, building, "号楼", unit, "单元", room, "室"),
        "short_address": join(estate, building, "栋", unit, "单元", room),
    }


def build_residents(seed: int) -> pa.Table:
    """All residents, ``PER_GRID`` a grid in grid order: one row a person, one column a written form."""
    draws = Draws(seed, "residents", np.arange(N_RESIDENTS, dtype=np.uint64))
    grid = np.arange(N_RESIDENTS) // PER_GRID
    name, surname = _names(draws)
    births = _birth_days(draws)
    id_number, id_written = _id_numbers(draws, births)
    nick = _digits(draws.below("nick", 10**8), 8)
    mail_host = _text(list(MAIL_HOSTS), draws.below("mail_host", len(MAIL_HOSTS)))
    title = _text(["先生", "女士", "师傅", "阿姨", "大爷"], draws.pick("title", [4, 4, 1, 1, 0.6]))
    return pa.table(
        {
            "name": name,
            "surname": surname,
            "title": title,
            **_phones(draws),
            **_addresses(draws, grid),
            "id_number": id_number,
            "id_written": id_written,
            "birth_date": pc.strftime(pa.array(births), "%Y-%m-%d"),
            "plate": _plates(draws),
            "wechat": join("yl_", nick),
            "qq": _digits(draws.below("qq", 9 * 10**8) + 10**8, 9),
            "email": join("u", nick, "@", mail_host),
            "bank_card": join(
                "62", _digits(draws.below("card_a", 10**8), 8), _digits(draws.below("card_b", 10**8), 8), "3"
            ),
        }
    )


DISTINCTIVE = (
    "phone",
    "phone_dashed",
    "phone_spaced",
    "phone_wide",
    "landline",
    "id_number",
    "id_written",
    "plate",
    "wechat",
    "qq",
    "email",
    "bank_card",
    "address",
)
"""Forms that can only be this person's; a name of two characters may also be a word."""


def known_values(residents: pa.Table) -> pa.Table:
    """``kind, value, is_canary`` of every personal text in the simulation, for leak tests alone."""
    kinds, values = [], []
    for kind in (*DISTINCTIVE, "name"):
        column = residents[kind].combine_chunks().unique()
        column = column.filter(pc.greater_equal(pc.utf8_length(column), 3)) if kind == "name" else column
        kinds.append(pa.array([kind]).take(pa.array(np.zeros(len(column), dtype=np.int64))))
        values.append(column)
    table = pa.table({"kind": pa.concat_arrays(kinds), "value": pa.concat_arrays(values)})
    table = table.append_column("is_canary", pa.array(np.zeros(len(table), dtype=bool)))
    canaries = [{"kind": "canary", "value": value, "is_canary": True} for c in CANARIES for value in c.values()]
    return pa.concat_tables([table, pa.Table.from_pylist(canaries, schema=table.schema)])
