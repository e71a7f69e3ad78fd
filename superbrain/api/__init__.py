"""The read API: tables, warnings and SQL over HTTP for callers with a token; every read is in the access log."""
