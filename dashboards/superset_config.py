"""Superset's configuration, read by Superset through ``SUPERSET_CONFIG_PATH``.

Everything is local: no telemetry, no remote fonts, no map tiles; the content security policy allows
the server itself alone. Paths and ports come from :mod:`schemas.settings`.
"""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import Any

from schemas.settings import get_settings

_settings = get_settings()
_home = _settings.home / "superset"

SECRET_KEY = (_home / "secret_key").read_text(encoding="ascii").strip()
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_home / 'superset.db'}?check_same_thread=false"
DATA_DIR = str(_home)

APP_NAME = "City super-brain"
LANGUAGES = {
    "en": {"flag": "gb", "name": "English"},
    "zh": {"flag": "cn", "name": "中文"},
}
FAB_INDEX_VIEW = "dashboards.superset_index.CityIndexView"
BABEL_DEFAULT_LOCALE = _settings.language

FEATURE_FLAGS = {
    "DASHBOARD_RBAC": True,
    "DRILL_BY": False,
    "DRILL_TO_DETAIL": False,
    "EMBEDDABLE_CHARTS": False,
    "ALERT_REPORTS": False,
    "ENABLE_TEMPLATE_PROCESSING": False,
}

_FONT = "Inter, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', Helvetica, Arial, sans-serif"
_LOGO = "data:image/svg+xml;base64," + b64encode((Path(__file__).parent / "assets" / "logo.svg").read_bytes()).decode()
THEME_DEFAULT = {
    "token": {
        "brandAppName": APP_NAME,
        "brandLogoAlt": APP_NAME,
        "brandLogoUrl": _LOGO,
        "brandLogoHref": "/",
        "brandLogoHeight": "30px",
        "colorPrimary": "#1F5F8B",
        "colorLink": "#1F5F8B",
        "colorError": "#C8102E",
        "colorWarning": "#F2C744",
        "colorSuccess": "#2A8C82",
        "colorInfo": "#3D7EA6",
        "fontUrls": [],
        "fontFamily": _FONT,
    },
    "algorithm": "default",
}
THEME_DARK: dict[str, Any] | None = None
ENABLE_UI_THEME_ADMINISTRATION = False

EXTRA_CATEGORICAL_COLOR_SCHEMES = [
    {
        "id": "superbrain",
        "description": "Muted tones that leave yellow, orange and red to warnings",
        "label": "City super-brain",
        "isDefault": True,
        "colors": [
            "#1F5F8B",
            "#2A8C82",
            "#7A6FAC",
            "#6BA6C9",
            "#A3B86C",
            "#55708A",
            "#9C7A97",
            "#3B9AB2",
            "#86A8A0",
            "#C0A98E",
        ],
    }
]

# Local only: no telemetry pixel, no map tiles, no remote fonts.
TALISMAN_ENABLED = True
TALISMAN_CONFIG = {
    "content_security_policy": {
        "base-uri": ["'self'"],
        "default-src": ["'self'"],
        "img-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "connect-src": ["'self'"],
        "object-src": "'none'",
        "frame-ancestors": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "font-src": ["'self'", "data:"],
        "script-src": ["'self'", "'strict-dynamic'"],
    },
    "content_security_policy_nonce_in": ["script-src"],
    "force_https": False,
    "session_cookie_secure": False,
}
MAPBOX_API_KEY = ""
DECKGL_BASE_MAP = [["", "No base map"]]
HTML_SANITIZATION_SCHEMA_EXTENSIONS = {"attributes": {"*": ["style"]}}

WTF_CSRF_ENABLED = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
RATELIMIT_ENABLED = True
RATELIMIT_APPLICATION = "1000 per second"
AUTH_RATE_LIMITED = True
AUTH_RATE_LIMIT = "5 per second"
FAB_API_SWAGGER_UI = False
PREVENT_UNSAFE_DB_CONNECTIONS = True
ROW_LIMIT = 5000
SQL_MAX_ROW = 50_000
SQLLAB_TIMEOUT = 30
SUPERSET_WEBSERVER_TIMEOUT = 60
LOG_LEVEL = "WARNING"
