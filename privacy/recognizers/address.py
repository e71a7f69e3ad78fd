"""Home addresses, down to building and room. A road, an estate or a district alone is a place and stays."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.definition import Pattern, Recognizer

STOP = "住在位于从到往的了是我你他她们家和与及对被让把说称叫反映投诉来电地址门区市县镇乡号栋幢室，。：；、"
ZH_CHAR = f"(?![{STOP}])[一-龥]"
NUMBER = r"(?:\d{1,5}|[一二三四五六七八九十百零〇]{1,5})"
ROAD = rf"(?:{ZH_CHAR}){{1,6}}?(?:大道|大街|路|街|巷|胡同|弄|里|道|村|屯|庄)"
ROAD_NUMBER = (
    rf"(?:{NUMBER}段)?(?:{NUMBER}巷)?(?:{NUMBER}弄)?(?:附|甲|乙)?{NUMBER}号(?:之{NUMBER})?(?:院|附{NUMBER}号)?"
)
ESTATE = (
    rf"(?:(?:{ZH_CHAR})|[A-Za-z0-9]){{2,8}}?(?:小区|花园|花苑|公寓|大厦|大楼|新村|家园|家属院|家属楼|宿舍|广场|国际|名邸|雅苑|"
    r"华府|华庭|佳苑|嘉苑|豪庭|新城|名城|之家|苑|府|城|园|邨|湾|居|庭|里|坊|院|楼|村|邸|墅)"
)
PART = rf"(?:[A-Za-z]\d{{0,2}}|{NUMBER}|[东西南北甲乙丙丁])"
BUILDING = rf"(?:{PART}|第{NUMBER})(?:-\d{{1,2}})?(?:期|区|组团)?(?:{PART})?(?:号楼|栋楼|[#]楼|楼栋|栋|幢|座|号院|[#])"
UNIT = rf"(?:{PART}(?:单元|门洞|单位|门|梯))"
FLOOR = rf"(?:{NUMBER}(?:层|楼)(?:之{NUMBER})?)"
ROOM = r"(?:[A-Za-z]?-?\d{3,4}[A-Za-z]?(?:室|号房|房间|房|户|号)?|[A-Za-z]?\d{1,5}[A-Za-z]?(?:室|号房|房间|房|户)|[A-Za-z]室)"
ROOM_MARKED = r"(?:[A-Za-z]?\d{1,5}[A-Za-z]?(?:室|号房|房间|房|户)|[A-Za-z]室)"
HOME = r"(?:住在|家住|现住|住址|住于|居住在|居住于|家在|家庭地址|家庭住址|户籍地址|户籍地|居住地址|联系地址|通讯地址|收件地址|地址|户口所在地|本人住|我住|租住在|租住)(?:是|为|在)?[:： ]{0,3}"
SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Way|Terrace|Ter|Circle|Cir|Parkway|Pkwy|"
    r"Highway|Hwy|Square|Sq|Close|Crescent|Gardens|Row|Mews|Grove|Walk|Trail|Loop|Alley|Plaza|Broadway|Heights|Hill)"
)
WORD = r"(?:[A-Z][A-Za-z'.]*|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH))"
FLAT = r"(?:Apt|Apartment|Unit|Suite|Ste|Flat|Room|Rm|Floor|Fl|Bldg|Building)"
FLAT_NUMBER = rf"{FLAT}\.? ?#? ?(?:\d{{1,5}}[A-Za-z]?|[A-Z]\d{{0,4}}|\d{{1,3}}-?[A-Z])(?![0-9A-Za-z])"
STREET = rf"\d{{1,6}}[A-Za-z]?(?:-\d{{1,5}})? (?:(?:{WORD}) ){{1,4}}?{SUFFIX}(?![A-Za-z])\.?(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![A-Za-z]))?"
STREET_UPPER = r"\d{1,6} (?:(?:[A-Z][A-Z']*|\d{1,3}(?:ST|ND|RD|TH)) ){1,4}(?:ST|AVE|RD|BLVD|DR|LN|CT|PL|WAY|TER|STREET|AVENUE|ROAD|DRIVE|LANE|COURT|PLACE)(?![A-Za-z])\.?"
TOWN = r"(?:,? (?:[A-Z][a-z]+ ){0,2}[A-Z][a-z]+,? [A-Z]{2} \d{5}(?:-\d{4})?)"

ADDRESS = Recognizer(
    "address",
    "ADDRESS",
    (
        Pattern(
            "building_and_room",
            rf"(?:{ROAD}(?:{ROAD_NUMBER})?)?(?:{ESTATE}(?:{NUMBER}[期区])?)?{BUILDING}(?:{UNIT}(?:{FLOOR})?(?:{ROOM})?|(?:{FLOOR})?{ROOM})(?![0-9年月日点时分元万])",
            0.7,
            trigger="栋|幢|座|楼|号院|#",
        ),
        Pattern(
            "unit_and_room",
            rf"(?:{ROAD}(?:{ROAD_NUMBER})?)?(?:{ESTATE})?{UNIT}(?:{FLOOR})?{ROOM}(?![0-9年月日点时分元万])",
            0.6,
            trigger="单元|门洞|单位|[0-9A-Za-z一二三四五六七八九十东西南北甲乙丙丁][门梯]",
            n_digits=1,
        ),
        Pattern(
            "road_and_room",
            rf"{ROAD}{ROAD_NUMBER}(?:{ESTATE})?(?:{BUILDING})?(?:{UNIT})?(?:{FLOOR}(?:{ROOM_MARKED})?|{ROOM_MARKED}|\d{{3,4}}(?!\d))",
            0.7,
            trigger="[0-9一二三四五六七八九十]号",
        ),
        Pattern(
            "estate_and_room", rf"{ESTATE}(?:{NUMBER}区|{NUMBER}期)?(?:{FLOOR})?{ROOM_MARKED}", 0.6, trigger="室|房|户"
        ),
        Pattern(
            "dashed",
            rf"(?:{ROAD}(?:{ROAD_NUMBER})?)?(?:{ESTATE})(?:{NUMBER}[期区])?(?:{PART}[#号栋]?-)(?:{PART}-)?\d{{3,4}}(?:室)?(?![0-9\-])",
            0.6,
            trigger=r"[一-龥][0-9A-Za-z#]{0,5}[#号栋]?-(?:[0-9A-Za-z一-龥]{1,5}-)?\d{3}",
            n_digits=4,
        ),
        Pattern(
            "at_home",
            rf"{HOME}(?:[一-龥]{{2,8}}?(?:省|市|区|县|镇|乡|街道|社区)){{0,4}}"
            rf"(?P<value>(?:{ROAD})?(?:{ROAD_NUMBER})(?:{ESTATE})?(?:{BUILDING})?(?:{UNIT})?(?:{FLOOR})?(?:{ROOM_MARKED})?"
            rf"|(?:{ESTATE}){BUILDING}(?:{UNIT})?(?:{FLOOR})?(?:{ROOM})?)",
            0.8,
            trigger="住|家在|地址|户籍地|户口",
        ),
        Pattern(
            "village_house",
            rf"(?:{ZH_CHAR}){{1,4}}村(?:{NUMBER}(?:组|队|社|屯))?{NUMBER}号(?!线|楼|栋|路|公路)",
            0.6,
            trigger="[0-9一二三四五六七八九十]号",
        ),
        Pattern(
            "street_and_flat",
            rf"(?<![0-9A-Za-z])(?:{FLAT_NUMBER}, )?(?:[A-Z][a-z]+ (?:House|Court|Tower|Towers|Mansions|Lodge), )?{STREET}(?:,? (?:{FLAT_NUMBER}|# ?\w{{1,5}}))?{TOWN}?",
            0.5,
            trigger=r"\d[A-Za-z]? (?:[A-Z]|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH) )",
            n_digits=1,
        ),
        Pattern(
            "street_upper",
            rf"(?<![0-9A-Za-z]){STREET_UPPER}(?:,? (?:APT|UNIT|STE|#) ?#?\w{{1,5}})?",
            0.5,
            trigger=r"\d (?:[A-Z]|\d{1,3}(?:ST|ND|RD|TH) )",
            n_digits=1,
        ),
        Pattern(
            "flat",
            r"(?<![0-9A-Za-z])(?i:apt|apartment|unit|flat)\.? ?#? ?(?:\d{1,5}[A-Za-z]?|[A-Z]\d{1,4}|\d{1,3}-?[A-Z])(?![0-9A-Za-z])",
            0.5,
            n_digits=1,
            trigger="(?i)apt|apartment|unit|flat",
        ),
        Pattern(
            "house",
            r"(?<![0-9A-Za-z])(?:Flat|Apartment) \d{1,4}[A-Za-z]?,? (?:[A-Z][a-z]+ ){1,3}(?:House|Court|Tower|Towers|Mansions|Lodge|Point|Heights)",
            0.7,
        ),
    ),
    deny=r"near|outside|in front of|across(?: the street)? from|opposite|next to|behind|corner of|intersection of|between|along|beside|by",
)
RECOGNIZERS = (ADDRESS,)
