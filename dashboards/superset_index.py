"""Where a user lands: the dashboard of their role, in the language they chose."""

from __future__ import annotations

from flask import redirect
from flask_appbuilder import IndexView, expose
from flask_babel import get_locale
from flask_login import current_user
from werkzeug.wrappers import Response

LANDING = {"auditor": "privacy-audit"}


class CityIndexView(IndexView):
    """Replaces Superset's home page."""

    @expose("/")
    def index(self) -> Response:
        """Sends the signed-in user on; others to the sign-in page."""
        if not current_user.is_authenticated:
            return redirect("/login/")
        roles = {role.name for role in current_user.roles}
        slug = next((landing for role, landing in LANDING.items() if role in roles), "city-today")
        suffix = "-zh" if str(get_locale()).startswith("zh") else ""
        return redirect(f"/superset/dashboard/{slug}{suffix}/")
