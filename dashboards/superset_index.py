"""Where a user lands: the dashboard of their role, in the language they chose."""

from __future__ import annotations

from functools import cache
from typing import Any
from urllib.parse import urlencode

import prison  # type: ignore[import-not-found]  # comes with Superset, in its environment alone
from flask import abort, redirect, session
from flask_appbuilder import IndexView, expose
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

from dashboards.filters import chosen_state
from dashboards.localise import LANGUAGES, Language, localise
from dashboards.sources import read_sources

LANDING = {"auditor": "privacy-audit"}
SUFFIX = {"en": "", "zh": "-zh"}
_sources = cache(read_sources)


class CityIndexView(IndexView):
    """Replaces Superset's home page."""

    @expose("/")
    def index(self) -> Response:
        """Sends the signed-in user on; others to the sign-in page."""
        if not current_user.is_authenticated:
            return redirect("/login/")
        roles = {role.name for role in current_user.roles}
        slug = next((landing for role, landing in LANDING.items() if role in roles), "city-today")
        return redirect(_address(slug, "zh" if str(get_locale()).startswith("zh") else "en"))

    @expose("/city/<language>/<slug>/")
    def in_language(self, language: str, slug: str) -> Response:
        """Opens a dashboard and turns Superset's own texts to the same language."""
        known = next((ours for ours in LANGUAGES if ours == language), None)
        if known is None or not slug.replace("-", "").isalnum():
            return abort(404)
        session["locale"] = language
        return redirect(_address(slug, known))


def _address(slug: str, language: Language) -> str:
    path, shown = f"/superset/dashboard/{slug}{SUFFIX[language]}/", _shown_at_first(language)
    return f"{path}?{urlencode({'native_filters': prison.dumps(shown)})}" if shown else path


def _shown_at_first(language: Language) -> dict[str, Any]:
    """The filters of someone who sees some rows only, set to these rows."""
    if not current_user.is_authenticated:
        return {}
    sources = _sources()
    filters = localise(sources.filters, language)
    mine = [sources.roles.get(role.name, {}).get("rows", {}).get("shown", {}) for role in current_user.roles]
    return {
        filter_id: state
        for shown in mine
        for name, value in localise(shown, language).items()
        for filter_id, state in chosen_state(name, filters[name], value).items()
    }
