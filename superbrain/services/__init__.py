"""The processes of a running hub: Airflow, Superset, the quality pages, the read API, the demo city."""
