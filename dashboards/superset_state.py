"""Superset's own state, changed through its application.

Imported only in Superset's environment and inside an application context: its models need one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import flask_migrate
import superset
from flask import g
from sqlalchemy import event
from superset.commands.exceptions import CommandException, CommandInvalidError
from superset.commands.importers.v1.assets import ImportAssetsCommand
from superset.connectors.sqla.models import SqlaTable
from superset.extensions import appbuilder, db, security_manager
from superset.models.dashboard import Dashboard
from superset.models.slice import Slice

from dashboards.localise import LANGUAGES, asset_id
from dashboards.render import render_bundle
from dashboards.row_rules import sync_row_rules
from dashboards.sources import Sources
from schemas.errors import HubError
from schemas.settings import Settings


class ProvisionError(HubError):
    """Superset did not take what was given to it."""


def bring_up_to_date(settings: Settings, sources: Sources, passwords: dict[str, str]) -> dict[str, int]:
    """Migrates, then brings roles, users, assets and rules to what the sources say; returns the counts."""
    _migrate()
    _sync_roles(sources)
    _sync_users(passwords)
    g.user = security_manager.find_user("admin")
    _import(render_bundle(sources, settings))
    _remove_what_left(sources)
    _share_dashboards(sources)
    db.session.commit()
    return {**_counted(sources), "rules on rows": sync_row_rules(sources)}


def _migrate() -> None:
    """A fresh SQLite database takes 300 migrations; without waiting for the disk they take seconds."""

    def relax(connection: Any, _record: object) -> None:
        connection.execute("pragma synchronous = off")

    if db.engine.dialect.name == "sqlite":
        event.listen(db.engine, "connect", relax)
    flask_migrate.upgrade(directory=str(Path(superset.__file__).parent / "migrations"))
    appbuilder.add_permissions(update_perms=True)
    security_manager.sync_role_definitions()


def _sync_roles(sources: Sources) -> None:
    for name, role in sources.roles.items():
        ours = security_manager.find_role(name) or security_manager.add_role(name)
        wanted = [_permission(action, view) for action, view in role["permissions"]]
        for other in role["like"]:
            wanted += security_manager.find_role(other).permissions
        ours.permissions = list({permission.id: permission for permission in wanted}.values())
    db.session.commit()


def _permission(action: str, view: str) -> Any:
    found = security_manager.find_permission_view_menu(action, view)
    if found is None:
        raise ProvisionError(f"dashboards/assets/roles.yaml: Superset has no permission {action!r} on {view!r}.")
    return found


def _sync_users(passwords: dict[str, str]) -> None:
    """One user for each role, named like it; a password is set again only where it no longer fits."""
    for name, password in passwords.items():
        user = security_manager.find_user(name)
        role = security_manager.find_role("Admin" if name == "admin" else name)
        if user is None:
            first, _, last = name.replace("_", " ").capitalize().partition(" ")
            added = security_manager.add_user(name, first, last or "user", f"{name}@superbrain.invalid", role, password)
            if not added:
                raise ProvisionError(f"Superset did not accept the user {name}; see its log above.")
        elif not security_manager.auth_user_db(name, password):
            security_manager.reset_password(user.id, password)


def _import(bundle: dict[str, str]) -> None:
    try:
        ImportAssetsCommand(bundle).run()
    except CommandException as error:
        details = error.normalized_messages() if isinstance(error, CommandInvalidError) else error
        raise ProvisionError(f"Superset refused the assets under dashboards/assets: {details}") from error


def _remove_what_left(sources: Sources) -> None:
    """Deletes assets of an earlier provisioning that the sources no longer hold; what people made stays."""
    for kind, (model, names) in _kinds(sources).items():
        kept = {asset_id(kind, name, language) for name in names for language in LANGUAGES}
        for asset in db.session.query(model).filter(model.is_managed_externally.is_(True)):
            if str(asset.uuid) not in kept:
                db.session.delete(asset)


def _kinds(sources: Sources) -> dict[str, tuple[Any, dict[str, Any]]]:
    """Model and sources of each kind of asset, users before what they use."""
    return {
        "dashboard": (Dashboard, sources.dashboards),
        "chart": (Slice, sources.charts),
        "dataset": (SqlaTable, sources.datasets),
    }


def _share_dashboards(sources: Sources) -> None:
    for name, board in sources.dashboards.items():
        for language in LANGUAGES:
            ours = db.session.query(Dashboard).filter_by(uuid=asset_id("dashboard", name, language)).one_or_none()
            if ours is None:
                raise ProvisionError(f"Superset did not import the dashboard {name} ({language}).")
            ours.roles = [security_manager.find_role(role) for role in (*board["roles"], "admin", "Admin")]


def _counted(sources: Sources) -> dict[str, int]:
    counts = {}
    for kind, (model, names) in reversed(_kinds(sources).items()):
        wanted = [asset_id(kind, name, language) for name in names for language in LANGUAGES]
        found = db.session.query(model).filter(model.uuid.in_(wanted)).count()
        if found != len(wanted):
            raise ProvisionError(f"Superset holds {found} of {len(wanted)} {kind}s after the import.")
        counts[f"{kind}s"] = found
    _check_placed(sources)
    return counts


def _check_placed(sources: Sources) -> None:
    """Superset leaves out a chart that it cannot place without a word; so each dashboard's charts are counted."""
    for name, board in sources.dashboards.items():
        wanted = sum("chart" in item for row in board["rows"] for item in row["items"])
        for language in LANGUAGES:
            ours = db.session.query(Dashboard).filter_by(uuid=asset_id("dashboard", name, language)).one()
            if len(ours.slices) != wanted:
                raise ProvisionError(f"The dashboard {name} ({language}) shows {len(ours.slices)} of {wanted} charts.")
