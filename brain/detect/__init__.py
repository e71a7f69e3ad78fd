"""Prospective outbreak detection on daily and weekly count series."""

from brain.detect.errors import DetectionError
from brain.detect.frame import ALPHA, METHODS, detect_frame

__all__ = ["ALPHA", "METHODS", "DetectionError", "detect_frame"]
