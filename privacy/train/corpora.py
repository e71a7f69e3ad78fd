"""Annotated text as training data, with names exchanged so that contexts are learnt rather than celebrities."""

# ruff: noqa: E501, S311, SIM905 — word lists as text, and chance that is seeded on purpose
from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

from privacy.train.people import HONORIFICS, ChinesePeople, EnglishPeople
from privacy.train.sources import Marked

PRONOUNS = {"he", "she", "him", "He", "She"}
ROLES = (
    "服务员 老板娘 老板 前台 客服 经理 老师 孩子 朋友 同事 老婆 老公 女儿 儿子 妈妈 爸爸 店员 店长 保安 司机 师傅 医生 护士 护工 厨师 工作人员 负责人 主任 校长 班主任 院长 "
    "记者 工人 农民 教授 专家 作者 导游 邻居 家长 学生 同学 战士 书记 局长 所长 队长 民警 警察 干部 党员 职工 市民 居民 村民 顾客 业主 房东 房客 租客 住户 乘客 病人 患者 老人 "
    "爷爷 奶奶 哥哥 姐姐 弟弟 妹妹 叔叔 阿姨 女孩 男孩 男子 女子 志愿者 外卖员 快递员 协警 城管 执法队员 摊主 店主 社工 楼长 会计 律师 法官 教练 员工 家属 伤者 目击者 "
    "受害人 责任人 当事人 经办人 接线员 受理员 网格员 检查员 抄表员 维修工 售后 代表 组长 同伴 徒弟 侄子 舅舅 表弟 大夫 工程师 设计师 局里的 单位的 物业的 学校的 派出所的 公司的 社区的 居委会的"
).split()
ROLE = re.compile(f"(?:{'|'.join(sorted(ROLES, key=len, reverse=True))})(?![们证室部人生长兵群节座费里会级家组])")
TITLED = re.compile(rf"[一-龥](?:{'|'.join(HONORIFICS[:12])})")


def newspaper(sentences: list[list[tuple[str, str]]], people: ChinesePeople, exchange: float) -> Iterator[Marked]:
    """People's Daily sentences; a share of names, and of pronouns, becomes an invented person."""
    rng = people.rng
    for tokens in sentences:
        names: list[tuple[int, int]] = []
        text, is_open = "", False
        replace = rng.random() < exchange
        for word, tag in tokens:
            is_name = tag == "nr"
            if replace and tag == "r" and word in ("他", "她") and rng.random() < 0.5:
                word, is_name = someone(people), True
            elif replace and is_name and not is_open:
                word = people.person().full
            elif replace and is_name and is_open:
                continue
            if is_name and is_open and not replace:
                names[-1] = (names[-1][0], len(text) + len(word))
            elif is_name:
                names.append((len(text), len(text) + len(word)))
            is_open = is_name
            text += word
            if replace and tag == "n" and ROLE.fullmatch(word) and rng.random() < 0.5:
                name = someone(people)
                names.append((len(text), len(text) + len(name)))
                text += name
                is_open = True
        yield Marked(text, tuple(names))


def someone(people: ChinesePeople) -> str:
    """A full name or a titled one."""
    person = people.person()
    return person.full if people.rng.random() < 0.65 else people.titled(person)


def exchanged(sentence: Marked, people: ChinesePeople | EnglishPeople) -> Marked:
    """The sentence with every name replaced by an invented one."""

    def other(original: str) -> str:
        person = people.person()
        if isinstance(people, ChinesePeople):
            return person.full
        return people.cased(person.full if " " in original else people.rng.choice([person.given, person.surname]))

    return replaced(sentence, other)


def replaced(sentence: Marked, other: Callable[[str], str]) -> Marked:
    """The sentence with ``other`` of each name in its place.

    >>> replaced(Marked("call Ann now", ((5, 8),)), lambda name: name + "a")
    Marked(text='call Anna now', names=((5, 9),))
    """
    text, names, position = "", [], 0
    for start, end in sentence.names:
        text += sentence.text[position:start]
        name = other(sentence.text[start:end])
        names.append((len(text), len(text) + len(name)))
        text += name
        position = end
    return Marked(text + sentence.text[position:], tuple(names))


def without_pronouns(sentence: Marked, people: EnglishPeople) -> Marked:
    """An English sentence with he, she and him replaced by invented people: names in natural contexts."""
    text, names, position = "", [], 0
    old = list(sentence.names)
    for word in re.finditer(r"\S+", sentence.text):
        text += sentence.text[position : word.start()]
        position = word.end()
        token = word[0]
        if token in PRONOUNS:
            person = people.person()
            token = people.cased(
                people.rng.choice([person.full, person.given, f"Mr. {person.surname}", f"Ms {person.surname}"])
            )
            names.append((len(text), len(text) + len(token)))
        names += [
            (len(text) + s - word.start(), len(text) + min(e, word.end()) - word.start())
            for s, e in old
            if word.start() <= s < word.end()
        ]
        text += token
    merged: list[tuple[int, int]] = []
    for start, end in names:
        merged.append((start, end))
    longer = {s: e - s for s, e in old if any(char.isspace() for char in sentence.text[s:e])}
    if longer:
        return sentence
    return Marked(text, tuple(merged))


def everyday(lines: list[str], people: ChinesePeople, n: int) -> Iterator[Marked]:
    """Review sentences: as they are where no title suggests a name, and with pronouns turned into people."""
    rng = people.rng
    for line in rng.sample(lines, n):
        if TITLED.search(line):
            continue
        text, names, position = "", [], 0
        for found in re.finditer(rf"(?<![其吉])[他她](?![们人乡])|{ROLE.pattern}", line):
            text += line[position : found.start()]
            position = found.end()
            if len(found[0]) > 1 and rng.random() < 0.5:
                text += found[0]
                if rng.random() < 0.4:
                    continue
            name = someone(people)
            names.append((len(text), len(text) + len(name)))
            text += name
        yield Marked(text + line[position:], tuple(names))


def shuffled(parts: list[list[Marked]], seed: int) -> list[Marked]:
    """All parts in one random order."""
    merged = [sentence for part in parts for sentence in part]
    random.Random(seed).shuffle(merged)
    return merged
