"""The departments' own codes for topics, as their contracts translate them."""

from __future__ import annotations

HOTLINE = {
    "water.burst": "水管爆裂", "water.outage": "停水", "water.pressure": "水压不足", "water.quality": "水质问题",
    "water.drainage": "积水内涝", "water.sewer": "污水外溢", "heating.failure": "停暖", "heating.low_temperature": "室温不达标",
    "energy.power": "停电", "energy.gas": "燃气问题", "health.fever": "发热咨询", "health.gastro": "食品安全与腹泻",
    "health.facility": "医疗服务", "air.odour": "油烟异味", "traffic.congestion": "交通拥堵", "traffic.signal": "信号灯故障",
    "traffic.parking": "违法停车", "traffic.transit": "公共交通", "housing.lift": "电梯故障", "housing.leak": "房屋漏水",
    "housing.dilapidated": "房屋安全", "housing.management": "物业管理", "sanitation.garbage": "垃圾清运",
    "sanitation.dumping": "乱倒垃圾", "sanitation.rodents": "鼠虫害", "sanitation.cleaning": "环卫保洁",
    "noise.construction": "施工噪声", "noise.social": "社会噪声", "order.vendors": "占道经营", "order.animals": "犬只管理",
    "order.graffiti": "小广告", "order.building": "违章搭建", "care.elder": "养老服务", "care.child": "教育托育",
    "street.pothole": "道路破损", "street.lighting": "路灯故障", "street.manhole": "井盖问题", "street.trees": "园林绿化",
    "street.furniture": "公共设施", "service.consultation": "政策咨询", "service.other": "其他",
}
EMERGENCY = {
    "safety.fire": "火灾", "safety.medical": "急救", "safety.rescue": "救援", "safety.crowd": "聚集", "safety.lost": "走失求助",
    "traffic.accident": "交通事故", "energy.gas": "燃气泄漏", "water.drainage": "积水险情", "housing.lift": "电梯困人",
    "noise.social": "噪声纠纷", "health.gastro": "疑似食物中毒",
}
TRAFFIC = {
    "traffic.accident": "ACCIDENT", "traffic.congestion": "CONGESTION", "traffic.signal": "SIGNAL_FAULT",
    "traffic.parking": "OBSTRUCTION", "traffic.transit": "TRANSIT", "street.pothole": "ROAD_DAMAGE",
}
HOUSING = {
    "housing.lift": "电梯", "housing.leak": "渗漏", "housing.dilapidated": "结构安全", "housing.management": "公共部位",
    "water.sewer": "下水堵塞", "water.pressure": "供水", "energy.power": "供电", "heating.low_temperature": "供暖",
}
WATER = {
    "water.burst": "BURST", "water.pressure": "LOW_PRESSURE", "water.quality": "TURBIDITY", "water.outage": "SHUT_OFF",
    "water.sewer": "SEWER_OVERFLOW", "water.drainage": "STORM_DRAIN",
}
