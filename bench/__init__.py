"""Benchmarks: figures side by side with peers and floors, printed and never asserted."""
