"""A serving.duckdb as the pipeline would publish it, invented: one demo city with 150 days of everything that
the dashboards show, and a second small city, so that the city filter has something to keep out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd

from schemas.city_tables import ref_tables
from schemas.settings import REPO

DAYS = 150
SCHEMAS = ("ref", "gold", "brain", "ops", "audit")
QUANTILES = (0.01, 0.025, *(round(0.05 * n, 2) for n in range(1, 20)), 0.975, 0.99)
Z_VALUES = (-2.326, -1.96, -1.645, -1.282, -1.036, -0.842, -0.674, -0.524, -0.385, -0.253, -0.126, 0.0, 0.126, 0.253, 0.385,
      0.524, 0.674, 0.842, 1.036, 1.282, 1.645, 1.96, 2.326)  # fmt: skip
