"""Where a user lands: the dashboard of their role, in the language they chose."""

from __future__ import annotations

from flask import abort, redirect, session
from flask_appbuilder import IndexView, expose
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

LANDING = {"auditor": "privacy-audit"}
SUFFIX = {"en": "", "zh": "-zh"}


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
        if language not in SUFFIX or not slug.replace("-", "").isalnum():
            abort(404)
        session["locale"] = language
        return redirect(_address(slug, language))


def _address(slug: str, language: str) -> str:
    return f"/superset/dashboard/{slug}{SUFFIX[language]}/"
