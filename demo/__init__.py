"""The demo city: simulated departmental systems with known ground truth."""
