"""Prospective space-time scan statistics over areas."""

from brain.scan.errors import ScanError
from brain.scan.frame import scan_frame

__all__ = ["ScanError", "scan_frame"]
