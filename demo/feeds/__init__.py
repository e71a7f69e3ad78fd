"""One module for each departmental system that the demo city simulates."""
