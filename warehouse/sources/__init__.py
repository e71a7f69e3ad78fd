"""Pulls what a department delivers, by the connector that its contract names, as Arrow batches."""

from warehouse.sources.errors import SourceError
from warehouse.sources.registry import CONNECTORS, pull

__all__ = ["CONNECTORS", "SourceError", "pull"]
