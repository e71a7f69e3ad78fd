"""The lake: from departmental delivery to marts and the serving database."""
