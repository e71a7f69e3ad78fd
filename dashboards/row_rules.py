"""Row-level security: which rows a role sees, kept through Superset's REST API.

Imported only in Superset's environment and inside an application context, as :mod:`dashboards.superset_state`.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from superset.connectors.sqla.models import SqlaTable
from superset.extensions import db, security_manager

from dashboards.localise import LANGUAGES, asset_id, localise
from dashboards.sources import Sources
from schemas.errors import HubError

RULES = "/api/v1/rowlevelsecurity/"


class RowRuleError(HubError):
    """Superset did not take a rule on rows."""


def sync_row_rules(sources: Sources) -> int:
    """Brings the rules to what ``roles.yaml`` says under ``rows``, one a role, and deletes others; returns how many."""
    api = _Api()
    known = {rule["name"]: rule["id"] for rule in api.call("GET", f"{RULES}?q=(page_size:100)")["result"]}
    wanted = {name: role["rows"] for name, role in sources.roles.items() if "rows" in role}
    for name, rows in wanted.items():
        if name in known:
            api.call("PUT", f"{RULES}{known[name]}", _rule(name, rows, sources))
        else:
            api.call("POST", RULES, _rule(name, rows, sources))
    for name in known.keys() - wanted.keys():
        api.call("DELETE", f"{RULES}{known[name]}")
    return len(wanted)


def _rule(role: str, rows: dict[str, str], sources: Sources) -> dict[str, Any]:
    datasets = [
        asset_id("dataset", name, language)
        for name in sources.datasets
        for language in LANGUAGES
        if rows["column"] in localise(sources.columns(name), language)
    ]
    tables = db.session.query(SqlaTable.id).filter(SqlaTable.uuid.in_(datasets))
    return {
        "name": role,
        "filter_type": "Regular",
        "tables": [row.id for row in tables],
        "roles": [security_manager.find_role(role).id],
        "group_key": rows["column"],
        "clause": f"{rows['column']} = '{rows['value']}'",
    }


class _Api:
    """The REST API, called within this process as the user ``admin``."""

    def __init__(self) -> None:
        self._client = current_app.test_client()
        self._headers: dict[str, str] = {}
        # signed in by session: Superset's action log does not know who calls with a token
        with self._client.session_transaction() as session:
            session.update(_user_id=str(security_manager.find_user("admin").id), _fresh=True)
        token = self.call("GET", "/api/v1/security/csrf_token/")["result"]
        self._headers = {"X-CSRFToken": token}

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        answer = self._client.open(path, method=method, json=body, headers=self._headers)
        if answer.status_code >= 400:
            raise RowRuleError(
                f"Superset refused {method} {path}: {answer.status_code} {answer.get_data(as_text=True)}"
            )
        content: dict[str, Any] = answer.get_json()
        return content
