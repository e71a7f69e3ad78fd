"""Superset: its configuration, dashboards as YAML and SQL, roles, and how they are provisioned."""
