"""What a bureau calls its kinds of units and its roles: {Chinese: code}."""

from __future__ import annotations

from collections.abc import Mapping

from rules.permissions import Role

UNIT_KINDS: Mapping[str, str] = {
    "学校": "school",
    "幼儿园": "kindergarten",
    "股室": "section",
    "二层机构": "institution",
    "局机关": "bureau",
}
ROLES: Mapping[str, Role] = {
    "管理员": Role.ADMIN,
    "办公室": Role.OFFICE,
    "督查员": Role.INSPECTOR,
    "纪检": Role.CUSTODIAN,
    "单位负责人": Role.HEAD,
    "经办人": Role.HANDLER,
    "教职工": Role.STAFF,
    "局领导": Role.LEADER,
}
