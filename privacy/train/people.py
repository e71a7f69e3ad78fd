"""Invented people: full names, titles and nicknames of many kinds, in both languages."""

# ruff: noqa: E501, SIM905 — word lists as text, and chance that is seeded on purpose
from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

from privacy.names.surnames import COMMON, COMPOUND_SURNAMES, RARE, SINGLE_SURNAMES
from privacy.train.sources import HAN, census_names, jieba_words, world_names

HONORIFICS = "女士 先生 小姐 师傅 老师 同志 同学 阿姨 大姐 大哥 大爷 大妈 大叔 大娘 奶奶 爷爷 伯伯 叔叔 婆婆 老太太 老先生 太太 医生 主任 经理 警官 律师 老板 姐 哥 叔 姨 婶 嫂 工 总".split()
JOB_TITLES = (
    "书记 队长 所长 科长 局长 站长 院长 校长 护士 大夫 村长 组长 班长 教授 会计 店长 教练 法官 处长 镇长".split()
)
TIBETAN = "扎西 次仁 卓玛 顿珠 平措 央金 旺堆 拉姆 格桑 尼玛 达瓦 边巴 洛桑 丹增 德吉 仁青 白玛 索朗 普布 多吉 强巴 贡嘎 曲珍 措姆 旺姆 曲扎 嘎玛 群培 群宗 云丹 益西 晋美 格列 罗布 桑珠 桑杰 仓决 江措 尼珍 次旦 次央 阿旺 赤列 欧珠 土登 加央 泽仁 泽郎 卓嘎 嘉措".split()
MONGOLIAN = "巴特尔 其其格 乌兰 图雅 那日苏 苏日娜 格根 朝鲁 阿古拉 娜仁花 萨仁 乌云 毕力格 宝音 斯琴 高娃 额尔敦 哈斯 特木尔 敖登 格日勒 斯日古楞 阿木尔 朝格图 朝格巴图 苏和 苏布达 乌日娜 乌尼尔 乌力吉 萨日娜 娜日苏 娜仁 娜木汗 孟和 孟克巴雅尔 巴雅尔 巴音 布仁 图门 图布新 青格勒 其木格 达来 达布希拉图 海日罕 锡林 托娅 琪琪格 查干 莫日根 恩和 额尔德尼 包格日乐 布和 塔娜 呼和 吉日嘎拉".split()
UYGHUR_FIRST = "阿卜杜拉 买买提 古丽 艾力 阿依古丽 热依汗 吐尔逊 麦麦提 阿不力孜 帕提古丽 玉素甫 艾尼瓦尔 努尔 阿迪力 迪丽娜尔 哈力克 阿曼古丽 木拉提 赛买提 依米提 肉孜 沙吾提 伊力哈木 再娜甫 叶尔肯 巴合提 古丽娜扎 热合曼 加娜尔 哈那提 努尔别克 叶尔波力 哈孜别克 别克 巴依别克 托合提 托合塔尔 吾买尔 吾买尔江 库尔班 库尔班江 库尔班尼牙孜 阿布都热合曼 阿布都克里木 阿布都外力 艾山 艾山江 艾尔肯 艾则孜 买合苏提 买买提明 买买提江 麦麦提敏 吐鲁洪 吐尔洪 吐尔逊江 吐逊古丽 玉山 玉苏普 塔依尔 塔西买买提 帕提曼 帕孜来提 帕夏古丽 热娜 热孜万古丽 热依拉 热比娅 如则 肉孜买买提 赛力克 赛提尼亚孜 沙塔尔 沙迪克 依明 依布拉音 伊敏 伊斯马伊力 伊力亚斯 木塔力甫 木合塔尔 木沙 米吉提 米日古丽 米热古丽 古丽巴哈尔 古丽米热 古丽仙 古海尔 祖丽皮亚 祖农 卡德尔 卡米力 克里木 凯赛尔 达吾提 达列力汗 加尔肯 加依娜 居马 居马汗 胡尔西旦 胡达拜尔地 哈力木拉提 哈丽旦 海热提 杰恩斯 叶尔扎提 叶森 阿勒腾 阿扎提 阿依加玛丽 阿孜古丽 阿迪拉 斯迪克 苏来曼 苏比努尔 迪力夏提 迪丽拜尔 买尔旦 乌斯曼 尤努斯".split()
SYLLABLES = "阿巴贝布查达德蒂多尔法菲弗戈格哈赫亨霍基吉加杰卡凯科克拉莱兰劳勒雷里利林卢鲁罗洛马玛迈曼梅蒙米莫姆木纳南内尼诺欧帕佩皮普齐乔萨塞桑沙舍史斯苏塔泰坦汤特提图托瓦威韦维温沃乌西希谢辛雅扬伊约泽扎兹".strip()
NICK_PREFIX = "小老阿大"
PINYIN_FAMILY = "Wang Li Zhang Liu Chen Yang Zhao Huang Zhou Wu Xu Sun Hu Zhu Gao Lin He Guo Ma Luo Liang Song Zheng Xie Han Tang Feng Yu Dong Xiao Cheng Cao Yuan Deng Xue Fu Shen Zeng Peng Lu Su Jiang Cai Jia Ding Wei Ye Yan Pan Du Dai Xia Zhong Tian Ren Fan Fang Shi Yao Tan Liao Zou Xiong Jin Hao Kong Bai Cui Kang Mao Qiu Qin Gu Hou Shao Meng Long Wan Duan Qian Ouyang Situ Chan Wong Lee Cheung Lau Leung Ng Ho Kwok Tsang Yeung Tse Hsu Tsai Hsieh Chiang Kim Park Choi Nguyen Tran Pham".split()
PINYIN_GIVEN = "wei fang na min jing li yan juan tao ming chao xia ping gang hua jun jie lei qiang bin bo hong lan ying yu xin yi jia hui mei ling xiao zi han chen yang guo jian zhi wen feng long hai peng kai liang rui shan shu ting xue yun zhen zhong".split()
NICKNAMES = "Bob Bobby Liz Mike Jim Jimmy Tom Tommy Bill Billy Kate Katie Nick Dan Danny Tony Sam Alex Pat Chris Steve Dave Joe Joey Ben Max Lulu Gigi Bo Kiki Jo Ed Eddie Ted Ray Ron Don Art Will Mark Grace Hope Joy Faith Rose Lily Ruby Pearl Summer Autumn Dawn April May June Angel Destiny Chance Rich Frank Bud Chip Sky Rain River Sage".split()
PARTICLES = "de van von der la al el bin ibn da dos Mac O' Mc St. di du le".split()


ALL_FOLDS = -1


def in_fold(name: str, fold: int) -> bool:
    """Whether a name belongs to fold 0 (nine tenths), to fold 1 (the rest); every name to ``ALL_FOLDS``."""
    return fold == ALL_FOLDS or (sum(map(ord, name)) % 10 == 0) == bool(fold)


@dataclass(frozen=True)
class Person:
    """One invented person of a note: full name, surname, given name."""

    full: str
    surname: str
    given: str


@dataclass
class ChinesePeople:
    """Draws Chinese names; ``fold`` 0 draws from nine tenths of the given names, 1 from the held-out tenth."""

    rng: random.Random
    fold: int
    extra_given: tuple[str, ...] = ()
    _words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        wanted = ("n", "a", "v", "vn", "ad", "z", "nz", "i")
        self._words = [
            w for w, count, tag in jieba_words() if len(w) == 2 and tag in wanted and count > 20 and HAN.fullmatch(w)
        ]

    @cached_property
    def given(self) -> list[str]:
        """Given names of two characters from dictionaries and lists, this fold's part."""
        from faker.providers.person.zh_CN import Provider as Mainland
        from faker.providers.person.zh_TW import Provider as Taiwan

        listed = [w[1:] for w, _, tag in jieba_words() if tag == "nr" and len(w) == 3 and w[0] in SINGLE_SURNAMES]
        names = {n for n in [*listed, *Mainland.first_names, *Taiwan.first_names, *self.extra_given] if len(n) == 2}
        return sorted(n for n in names if in_fold(n, self.fold))

    @cached_property
    def characters(self) -> tuple[list[str], list[int]]:
        """Characters of given names and how often each occurs."""
        counts = Counter(char for name in self.given for char in name)
        return list(counts), [count + 3 for count in counts.values()]

    def surname(self) -> str:
        """Frequent ones often, rare and compound ones often enough to be learnt."""
        draw = self.rng.random()
        if draw < 0.62:
            return COMMON[min(int(self.rng.expovariate(1 / 45)), len(COMMON) - 1)]
        if draw < 0.80:
            return self.rng.choice(COMMON)
        if draw < 0.91:
            return self.rng.choice(RARE)
        if draw < 0.985:
            return self.rng.choice(COMPOUND_SURNAMES)
        return self.rng.choice(COMMON) + self.rng.choice(COMMON)

    @cached_property
    def word_like(self) -> list[str]:
        """Everyday words that are also possible names, surname first (高兴, 白雪, 江山)."""
        return [
            w
            for w, count, tag in jieba_words()
            if len(w) in (2, 3)
            and w[0] in SINGLE_SURNAMES
            and tag != "nr"
            and count > 30
            and HAN.fullmatch(w)
            and (len(w) == 2 or w[0] in COMMON)
        ]

    def given_name(self) -> str:
        """One or two characters: listed, composed, ordinary words, or any characters at all."""
        draw = self.rng.random()
        characters, weights = self.characters
        if draw < 0.38:
            return self.rng.choice(self.given)
        if draw < 0.55:
            return "".join(self.rng.choices(characters, weights, k=2))
        if draw < 0.76:
            return self.rng.choices(characters, weights)[0]
        if draw < 0.90:
            return self.rng.choice(self._words)
        if draw < 0.95:
            return self.rng.choice(self._words)[self.rng.randrange(2)]
        if draw < 0.97:
            return self.rng.choices(characters, weights)[0] * 2
        return "".join(self.rng.choices(characters, k=2))

    def transliterated(self) -> str:
        """A foreign name in Chinese characters."""
        part = "".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4)))
        if self.rng.random() < 0.6:
            return part + self.rng.choice("··•・.") + "".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4)))
        return part

    def minority(self) -> str:
        """Uyghur, Kazakh, Tibetan, Mongolian, Yi names."""
        kind = self.rng.randrange(5)
        if kind <= 1:
            dot = self.rng.choice(["·", "·", "•", "・", "．", ""])
            return self.rng.choice(UYGHUR_FIRST) + dot + self.rng.choice(UYGHUR_FIRST)
        if kind == 2:
            return "".join(self.rng.sample(TIBETAN, self.rng.randint(1, 2)))
        if kind == 3:
            return "".join(self.rng.sample(MONGOLIAN, self.rng.choice([1, 1, 2])))
        return self.rng.choice(["吉克", "阿库", "沙马", "马海", "俄木", "曲比", "吉木", "海来"]) + self.rng.choice(["·", ""]) + "".join(
            self.rng.choices(SYLLABLES + "妞呷惹嫫", k=2))  # fmt: skip

    def person(self) -> Person:
        """Anyone."""
        draw = self.rng.random()
        if draw < 0.05:
            name = self.minority()
            return Person(name, name, name)
        if draw < 0.08:
            name = self.transliterated()
            return Person(name, name, name)
        if draw < 0.19:
            word = self.rng.choice(self.word_like)
            return Person(word, word[0], word[1:])
        surname, given = self.surname(), self.given_name()
        return Person(surname + given, surname, given)

    def titled(self, person: Person) -> str:
        """Surname and title as residents are called."""
        draw, surname = self.rng.random(), person.surname
        if draw < 0.66:
            return surname + self.rng.choice(HONORIFICS[:2] if self.rng.random() < 0.5 else HONORIFICS)
        if draw < 0.76:
            return surname + self.rng.choice(JOB_TITLES)
        if draw < 0.86 and len(surname) == 1:
            return self.rng.choice(NICK_PREFIX) + surname
        if draw < 0.90:
            return surname + self.rng.choice(["某", "某某", "XX", "**", "某某某", "xx", "*"])
        if draw < 0.93 and len(person.given) == 2:
            return person.given + self.rng.choice("姐哥叔姨")
        if draw < 0.97:
            return surname + self.rng.choice(
                [
                    "家大嫂",
                    "老师傅",
                    "大夫",
                    "老头",
                    "半仙",
                    "胖子",
                    "瘸子",
                    "家媳妇",
                    "家儿子",
                    "家老二",
                    "老",
                    "老爷子",
                    "老头",
                    "大妈",
                    "婆婆",
                    "大嫂",
                    "小妹",
                    "师父",
                    "工程师",
                    "经理",
                    "董",
                    "局",
                    "处",
                    "队",
                    "导",
                    "院",
                    "校",
                    "老太",
                ]
            )
        return surname + "姓" + self.rng.choice(["男子", "女子"])

    def nickname(self, person: Person) -> str:
        """How family and friends say it."""
        given = person.given if len(person.given) <= 3 else person.given[:2]
        draw = self.rng.random()
        if draw < 0.3 and len(given) == 2:
            return given
        if draw < 0.35:
            return given[-1] * 2 + self.rng.choice(["", "", "妈", "爸", "妈妈", "爸爸", "奶奶"])
        if draw < 0.55:
            return self.rng.choice("小阿") + given[-1]
        if draw < 0.7:
            return given[-1] * 2
        if draw < 0.85:
            return given[-1] + self.rng.choice(["儿", "子", "宝", "妹", "仔", "娃", "哥", "姐"])
        return person.full


@dataclass
class EnglishPeople:
    """Draws names in Latin letters from all over the world."""

    rng: random.Random
    fold: int

    @cached_property
    def first(self) -> list[str]:
        """First names of this fold."""
        return self._part([*census_names()["first"], *world_names()["first"]])

    @cached_property
    def last(self) -> list[str]:
        """Surnames of this fold, frequent first."""
        return self._part([*census_names()["last"][:40000], *world_names()["last"]])

    def _part(self, names: list[str]) -> list[str]:
        return [n for n in dict.fromkeys(names) if in_fold(n, self.fold)]

    def first_name(self) -> str:
        """Any first name, nicknames and word-like ones too."""
        draw = self.rng.random()
        if draw < 0.15:
            return self.rng.choice(NICKNAMES)
        if draw < 0.45:
            return self.first[min(int(self.rng.expovariate(1 / 200)), len(self.first) - 1)]
        return self.rng.choice(self.first)

    def surname(self) -> str:
        """Any surname; some hyphenated, some with a particle, some invented."""
        draw = self.rng.random()
        name = (
            self.last[min(int(self.rng.expovariate(1 / 3000)), len(self.last) - 1)]
            if draw < 0.6
            else self.rng.choice(self.last)
        )
        if draw > 0.97:
            return f"{name}-{self.rng.choice(self.last)}"
        if draw > 0.94:
            return (
                f"{self.rng.choice(PARTICLES)} {name}".replace("O' ", "O'").replace("Mc ", "Mc").replace("Mac ", "Mac")
            )
        if draw > 0.91:
            return "".join(self.rng.choice(self.last)[:3] + self.rng.choice(self.last)[-4:].lower()).title()
        return name

    def pinyin(self) -> tuple[str, str]:
        """Family and given name of an East Asian person in Latin letters."""
        given = "".join(self.rng.choices(PINYIN_GIVEN, k=self.rng.randint(1, 2)))
        if self.rng.random() < 0.3:
            given = "-".join(self.rng.choices(PINYIN_GIVEN, k=2))
            given = given.title() if self.rng.random() < 0.5 else given.capitalize()
        return self.rng.choice(PINYIN_FAMILY), given[0].upper() + given[1:]

    def person(self) -> Person:
        """Anyone."""
        draw = self.rng.random()
        if draw < 0.12:
            family, given = self.pinyin()
            full = f"{family} {given}" if self.rng.random() < 0.5 else f"{given} {family}"
            return Person(full, family, given)
        first, last = self.first_name(), self.surname()
        middle = ""
        if draw > 0.90:
            middle = self.rng.choice(["J.", "M.", "A", "R.", "T.", "Lee", "Ann", "K.", self.first_name()]) + " "
        full = f"{first} {middle}{last}"
        if 0.85 < draw < 0.87:
            full = f"{first[0]}. {last}"
        if 0.87 < draw < 0.88:
            full = f"{first[0]} {last}"
        if 0.88 < draw < 0.89:
            full = f"{first} {last[0]}."
        return Person(full, last, first)

    def cased(self, name: str) -> str:
        """Mostly as it is; sometimes all lower or upper case, as people type."""
        draw = self.rng.random()
        return name.lower() if draw < 0.05 else name.upper() if draw < 0.12 else name
