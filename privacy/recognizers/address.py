"""Home addresses, down to building and room. A road, an estate or a district alone is a place and stays."""

# ruff: noqa: E501 — a regular expression reads best in one piece
from __future__ import annotations

from privacy.recognizers.definition import Pattern, Recognizer

STOP = (
    "住在位于从到往的了是我你他她们家和与及对被让把说称叫反映投诉来电地址门区市县镇乡号栋幢室去看查找请给没，。：；、"
)
ZH_CHAR = f"(?![{STOP}])[一-龥]"
FIGURE = "[一二三四五六七八九十百零〇]"
NUMBER = rf"(?:\d{{1,5}}(?:-\d{{1,3}})?|{FIGURE}{{1,5}})"
AREA = rf"(?:(?:{ZH_CHAR}){{1,5}}(?:省|自治区|市|新区|区|县|镇|乡|街道|社区))"
ROAD = rf"(?:{ZH_CHAR}){{1,6}}?(?:大道|大街|路|街|巷|胡同|弄|里|道|村|屯|庄)"
CROSSING = rf"(?:与{ROAD}(?:交叉口|交汇处|交口|路口))"
ROAD_NUMBER = (
    rf"(?:{NUMBER}段)?(?:{NUMBER}巷)?(?:{NUMBER}弄)?(?:附|甲|乙)?{NUMBER}号(?:之{NUMBER})?(?:院|附{NUMBER}号)?"
)
ESTATE = (
    rf"(?:(?:{ZH_CHAR})|[A-Za-z0-9]){{2,8}}?(?:小区|花园|花苑|公寓|大厦|大楼|新村|家园|家属院|家属楼|宿舍|广场|国际|名邸|雅苑|"
    r"华府|华庭|佳苑|嘉苑|豪庭|新城|名城|之家|[一二壹1]号|苑|府|城|园|邨|湾|居|庭|里|坊|院|楼|村|邸|墅)"
)
NAMED = rf"(?:(?:{ESTATE}|(?:{ZH_CHAR}){{2,6}}?) ?(?:{NUMBER}[期区]|[东西南北]区)?) ?"
"""An estate; before a building with a room it may have any name."""
PART = rf"(?:[A-Za-z]\d{{0,2}}|{NUMBER}|[东西南北甲乙丙丁])"
BUILDING = (
    rf"(?:{PART}|第{NUMBER}) ?(?:-\d{{1,2}})?(?:期|区|组团)?(?:{PART})?(?:号楼|栋楼|[#]楼|楼栋|栋|幢|座|号院|[#]) ?"
)
UNIT = rf"(?:第?{PART} ?(?:单元|门洞|单位|门|梯) ?)"
FLOOR = rf"(?:负?{NUMBER} ?(?:层|楼)(?:之{NUMBER})? ?)"
SIDE = "[东西南北中]边?户"
ROOM_WORD = "(?:室|号房|寝室|房间|房|户)"
ROOM = rf"(?:第?[A-Za-z]?-?\d{{3,4}}[A-Za-z]? ?(?:{ROOM_WORD}|号)?|[A-Za-z]?\d{{1,5}}[A-Za-z]?{ROOM_WORD}|[A-Za-z]室|{SIDE}|{FIGURE}{{3,4}}(?:室|号)?)"
ROOM_MARKED = rf"(?:[A-Za-z]?\d{{1,5}}[A-Za-z]?{ROOM_WORD}|[A-Za-z]室|{SIDE})"
PLACE = rf"(?:{AREA}){{0,4}}(?:{ROAD}(?:{ROAD_NUMBER})?{CROSSING}?)?"
"""What may come before the building: districts, road and number."""
HOME = (
    r"(?:住在|家住|现住|住址|住于|居住在|居住于|家在|家庭地址|家庭住址|户籍地址|户籍地|居住地址|联系地址|通讯地址|收件地址|地址|户口所在地|本人住|我住|租住在|租住"
    r"|(?<![居入])住(?![院宿户房建宅所持下处了址]))(?:是|为|在)?[:： ]{0,3}"
)
STEP = rf"(?:[一-龥A-Za-z]{{0,12}}? ?第?[A-Za-z]?{NUMBER} ?(?:号楼|号院|号|栋|幢|座|单元|弄|室|寝室|层|楼|户|组|队|期|区|巷|房|[#]|-)[号楼]? ?)"
"""A name and a number with its word, as they follow each other in an address."""
HOME_END = rf"(?:[A-Za-z]?\d{{1,4}}(?:{ROOM_WORD}|号)?|别墅|{SIDE}|{FIGURE}{{3}}(?![一-龥]))"
GROUP = r"[一-龥]{1,10}?村[一-龥]{1,4}?(?:组|屯|湾|庄|队)"
SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Court|Ct|Place|Pl|Way|Terrace|Ter|Circle|Cir|Parkway|Pkwy|"
    r"Highway|Hwy|Square|Sq|Close|Crescent|Gardens|Row|Mews|Grove|Walk|Trail|Loop|Alley|Plaza|Broadway|Heights|Hill)"
)
WORD = r"(?:[A-Z][A-Za-z'.]*|\d{1,3}(?:st|nd|rd|th|ST|ND|RD|TH))"
FLAT = r"(?:Apt|Apartment|Unit|Suite|Ste|Flat|Room|Rm|Floor|Fl|Bldg|Building|APT|UNIT|STE|apt|unit|suite)"
FLAT_NUMBER = rf"(?:{FLAT}\.? ?#? ?(?:\d{{1,5}}[A-Za-z]?|[A-Z]\d{{0,4}}|\d{{1,3}}-?[A-Z])|\d{{1,2}}(?:st|nd|rd|th) (?:[Ff]loor|[Ff]l))(?![0-9A-Za-z])"
HOUSE_NUMBER = r"\d{1,6}(?:⁄\d)?[A-Za-z]?(?:-\d{1,5})?"
SIDES = r"(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)(?![A-Za-z]))?"
ALONE = "(?:Broadway|Kingsway|Piccadilly|Strand|Embarcadero|Bowery)"
BEFORE_NAME = r"(?:County Road|State Route|Highway|Hwy|Route|Rue|Via|Calle|Avenida|Camino|Paseo|Avenue of the|Avenue)"
STREET = (
    rf"{HOUSE_NUMBER} (?:(?:{WORD} ){{1,4}}?{SUFFIX}(?![A-Za-z])\.?{SIDES}|(?:[NSEW]\.? )?{ALONE}(?![A-Za-z])"
    rf"|{BEFORE_NAME} (?:(?:del|de|la|St\.?) )?[A-Z0-9][A-Za-z0-9']*)"
)
STREET_UPPER = r"\d{1,6} (?:(?:[A-Z][A-Z']*|\d{1,3}(?:ST|ND|RD|TH)) ){1,4}(?:ST|AVE|RD|BLVD|DR|LN|CT|PL|WAY|TER|STREET|AVENUE|ROAD|DRIVE|LANE|COURT|PLACE)(?![A-Za-z])\.?"
NOT_A_STREET = r"(?!(?:cars?|people|kids|trees?|feet|ft|foot|miles?|blocks?|days?|weeks?|months?|years?|hours?|houses?|lights?|on|in|of|the|from|at|and|or|to|per|along|blocking)\b)"
STREET_LOWER = rf"\d{{1,6}} (?:[nsew]\.? |north |south |east |west )?(?:{NOT_A_STREET}(?:[a-z][a-z'.]+|\d{{1,3}}(?:st|nd|rd|th)) ){{1,2}}(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|lane|ln|court|ct|place|pl|terrace)(?![a-z])"
POSTCODE = r"(?:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})"
TOWN = rf"(?:,? (?:[A-Z][a-z]+ ){{0,2}}[A-Z][a-z]+,? {POSTCODE}(?![0-9A-Za-z]))"
AT_HOME = r"(?i:live[sd]? (?:at|on)|residing at|resides? at|home is at|staying at|tenant at|address(?: is)?:?|mail it to|i am at|i'm at)"


def clause_with(words: str) -> str:
    """A look-ahead that spares the search where none of ``words`` stands in the same clause."""
    return rf"(?=[^,。;:、!?\n]{{0,40}}(?:{words}))"


ADDRESS = Recognizer(
    "address",
    "ADDRESS",
    (
        Pattern(
            "building_and_room",
            clause_with("[栋幢座楼#]|号院")
            + rf"{PLACE}(?:{NAMED})?{BUILDING}(?:{UNIT}(?:{FLOOR})?(?:{ROOM})?|(?:{FLOOR})?{ROOM})(?![0-9年月日点时分元万])",
            0.7,
            trigger="栋|幢|座|楼|号院|#",
        ),
        Pattern(
            "unit_and_room",
            clause_with("单元|单位|门|梯") + rf"{PLACE}(?:{ESTATE})?{UNIT}(?:{FLOOR})?{ROOM}(?![0-9年月日点时分元万])",
            0.6,
            trigger="单元|门洞|单位|[0-9A-Za-z一二三四五六七八九十东西南北甲乙丙丁][门梯]",
            n_digits=1,
        ),
        Pattern(
            "road_and_room",
            clause_with("[0-9一二三四五六七八九十]号")
            + rf"(?:{AREA}){{0,4}}{ROAD}{ROAD_NUMBER}(?:{ESTATE})?(?:{BUILDING})?(?:{UNIT})?(?:{FLOOR}(?:{ROOM_MARKED})?|{ROOM_MARKED}|\d{{3,4}}(?!\d))",
            0.7,
            trigger="[0-9一二三四五六七八九十]号",
        ),
        Pattern(
            "estate_and_room",
            clause_with("[室房户]") + rf"{ESTATE}(?:{NUMBER}区|{NUMBER}期)?(?:{FLOOR})?{ROOM_MARKED}",
            0.6,
            trigger="室|房|户",
        ),
        Pattern(
            "dashed",
            clause_with("[#号]|-")
            + rf"{PLACE}(?:{ESTATE})(?:{NUMBER}[期区])?(?:商铺|商业)?(?:{PART}[#号栋]?-|{PART}[#号](?=\d))(?:{PART}-)?\d{{3,4}}(?:室)?(?![0-9\-])",
            0.6,
            trigger=r"[区园苑寓厦楼村院舍场际邸府庭城家号邨湾居里坊墅期铺业](?:[0-9A-Za-z]{1,5}|[一二三四五六七八九十百零〇东西南北甲乙丙丁]{1,5})[#号栋]?[#号\-](?:[0-9A-Za-z一-龥]{1,5}-)?\d{3}",
            n_digits=3,
        ),
        Pattern(
            "at_home",
            rf"{HOME}(?P<value>{STEP}{{1,8}}{HOME_END}?|{GROUP})",
            0.8,
            trigger="住|家在|地址|户籍地|户口",
        ),
        Pattern(
            "floor_and_room",
            rf"{PLACE}(?:{ESTATE}){NUMBER}楼(?:\d{{3,4}}(?:室|号)?|{SIDE})(?!\d)",
            0.6,
            trigger="楼(?:[0-9]{3}|[东西南北中]边?户)",
        ),
        Pattern(
            "village_house",
            clause_with("村")
            + rf"(?:{AREA}){{0,4}}(?:{ZH_CHAR}){{1,4}}村(?:{NUMBER}(?:组|队|社|屯))?{NUMBER}号(?!线|楼|栋|路|公路)",
            0.6,
            trigger="[0-9一二三四五六七八九十]号",
        ),
        Pattern(
            "street_and_flat",
            rf"(?<![0-9A-Za-z])(?:{FLAT_NUMBER},? )?(?:[A-Z][a-z]+ (?:House|Court|Tower|Towers|Mansions|Lodge), )?{STREET}(?:,? (?:{FLAT_NUMBER}|# ?\w{{1,5}}))?{TOWN}?",
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
            "street_lower",
            rf"(?<![0-9A-Za-z.]){STREET_LOWER}(?:,? (?:(?:apt|unit|suite|#)\.? ?#?\w{{1,5}}))?",
            0.45,
            trigger="[a-z] (?:street|st|avenue|ave|road|rd|boulevard|blvd|drive|lane|ln|court|ct|place|pl|terrace)",
            n_digits=1,
        ),
        Pattern(
            "at_number",
            rf"{AT_HOME}\s{{1,2}}(?P<value>{HOUSE_NUMBER} [A-Za-z0-9.'\- ]{{2,40}}?)(?=\s(?i:has|have|with|and|but|since|near|for|is|who|which|there|where|because)\s|[,;.\n]|$)",
            0.6,
            trigger="(?i)live|resid|home|stay|tenant|address|mail|i am|i'm",
            n_digits=1,
        ),
        Pattern("box", r"(?<![A-Za-z])P\.?O\.? ?Box \d{1,6}", 0.7, ignore_case=True, n_digits=1),
        Pattern(
            "flat",
            r"(?<![0-9A-Za-z])(?i:apt|apartment|unit|flat)\.? ?#? ?(?:\d{1,5}[A-Za-z]?|[A-Z]\d{1,4}|\d{1,3}-?[A-Z])(?![0-9A-Za-z])",
            0.5,
            n_digits=1,
            trigger="(?i)apt|apartment|unit|flat",
        ),
        Pattern(
            "house",
            r"(?<![0-9A-Za-z])(?:Flat|Apartment|Unit|Apt) \d{1,4}[A-Za-z]?,? (?:\d{1,4} )?(?:[A-Z][a-z]+ ){1,3}(?:House|Court|Tower|Towers|Mansions|Lodge|Point|Heights)",
            0.7,
        ),
    ),
    deny=r"near|outside|in front of|across(?: the street)? from|opposite|next to|behind|corner of|intersection of|between|along|beside|by",
)
RECOGNIZERS = (ADDRESS,)
