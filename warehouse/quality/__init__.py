"""Expectations made from contracts, run by Great Expectations on DuckDB."""
