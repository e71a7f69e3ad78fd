"""The analytics: forecast, detect, scan, warn, match."""
