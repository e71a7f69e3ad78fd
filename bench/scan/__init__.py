"""Scan benchmarks."""
