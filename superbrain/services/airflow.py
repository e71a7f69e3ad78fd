"""Airflow on loopback: scheduler, DAG processor and API server, with a configuration of our own.

All options stand in ``<home>/airflow/airflow.cfg`` (mode 0600), so that the components agree
on their secrets and anyone may run ``AIRFLOW_HOME=<home>/airflow airflow …`` beside them.
"""

from __future__ import annotations

import configparser
import json
import os
import secrets
import sys
from pathlib import Path

from privacy.private_files import write_private
from schemas.settings import REPO, Settings
from superbrain.services.command import run_to_end
from superbrain.services.daemon import HOST, Service

USERS = {"admin": "admin", "engineer": "op", "viewer": "viewer"}
POOL = "department_pull"
POOL_SLOTS = 2


def airflow_home(settings: Settings) -> Path:
    """Airflow's own folder."""
    return settings.home / "airflow"


def _options(settings: Settings, secret: dict[str, str]) -> dict[str, dict[str, str]]:
    home = airflow_home(settings)
    base = f"http://{HOST}:{settings.airflow_port}"
    return {
        "core": {
            "dags_folder": str(REPO / "dags"),
            "load_examples": "False",
            "executor": "LocalExecutor",
            "parallelism": str(max(2, settings.threads)),
            "max_active_tasks_per_dag": "4",
            "execution_api_server_url": f"{base}/execution/",
            "dags_are_paused_at_creation": "True",
            "simple_auth_manager_users": ",".join(f"{user}:{role}" for user, role in USERS.items()),
            "simple_auth_manager_passwords_file": str(home / "passwords.json"),
            "fernet_key": secret["fernet"],
        },
        "database": {"sql_alchemy_conn": settings.airflow_database or f"sqlite:///{home / 'airflow.db'}"},
        "logging": {"base_log_folder": str(settings.logs_dir / "airflow"), "logging_level": "INFO"},
        "api": {
            "host": HOST,
            "port": str(settings.airflow_port),
            "workers": "1",
            "base_url": base,
            "secret_key": secret["api"],
            "expose_config": "False",
        },
        "api_auth": {"jwt_secret": secret["jwt"], "jwt_issuer": "superbrain"},
        "scheduler": {"scheduler_idle_sleep_time": "0.5", "enable_health_check": "False"},
        "dag_processor": {"refresh_interval": "60", "min_file_process_interval": "30", "parsing_processes": "1"},
        "usage_data_collection": {"enabled": "False"},
    }


def _secret_values(path: Path) -> dict[str, str]:
    """Secrets of an earlier configuration, so that a restart keeps sessions valid; new ones otherwise."""
    parser = configparser.ConfigParser(interpolation=None)
    if path.exists():
        parser.read(path)
        return {
            "fernet": parser["core"]["fernet_key"],
            "api": parser["api"]["secret_key"],
            "jwt": parser["api_auth"]["jwt_secret"],
        }
    from cryptography.fernet import Fernet

    return {
        "fernet": Fernet.generate_key().decode(),
        "api": secrets.token_urlsafe(32),
        "jwt": secrets.token_urlsafe(48),
    }


def configure(settings: Settings) -> None:
    """Write ``airflow.cfg`` and, once, the users' passwords."""
    home = airflow_home(settings)
    config = home / "airflow.cfg"
    options = _options(settings, _secret_values(config))
    lines = [f"[{section}]\n" + "".join(f"{k} = {v}\n" for k, v in body.items()) for section, body in options.items()]
    write_private(config, "\n".join(lines).encode())
    if not (home / "passwords.json").exists():
        made = {user: secrets.token_urlsafe(12) for user in USERS}
        write_private(home / "passwords.json", json.dumps(made).encode())


def passwords(settings: Settings) -> dict[str, str]:
    """The generated password of each Airflow user."""
    loaded: dict[str, str] = json.loads((airflow_home(settings) / "passwords.json").read_text())
    return loaded


def environment(settings: Settings) -> dict[str, str]:
    """What every Airflow process needs beside the caller's environment."""
    return {
        "AIRFLOW_HOME": str(airflow_home(settings)),
        **settings.as_environment(),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": str(REPO),
        "PYTHONUNBUFFERED": "1",
        "NO_PROXY": "127.0.0.1,localhost",
        "OMP_NUM_THREADS": str(settings.threads),
    }


def run_airflow(settings: Settings, *arguments: str) -> None:
    """Run one Airflow command to its end.

    :raises ServiceError: it failed; the message carries its last line.
    """
    command = [sys.executable, "-m", "airflow", *arguments]
    run_to_end(command, environment(settings), f"airflow {' '.join(arguments)} failed")


def prepare(settings: Settings) -> None:
    """Configuration and metadata database, ready to start; cheap when nothing changed."""
    configure(settings)
    marker = airflow_home(settings) / "migrated"
    if not marker.exists():
        run_airflow(settings, "db", "migrate")
        marker.touch()


def services(settings: Settings) -> list[Service]:
    """Airflow's processes in starting order: tasks report to the API server, so it comes first."""
    env = environment(settings)
    airflow = [sys.executable, "-m", "airflow"]
    return [
        Service("airflow-api", [*airflow, "api-server"], env, settings.airflow_port, "/api/v2/monitor/health"),
        Service("airflow-scheduler", [sys.executable, "-m", "superbrain.services.scheduler", "--skip-serve-logs"], env),
        Service("airflow-dag-processor", [*airflow, "dag-processor"], env),
    ]
