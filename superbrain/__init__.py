"""The command line, and the start and stop of services."""
