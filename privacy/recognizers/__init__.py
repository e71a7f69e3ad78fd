"""Recognizers of structured personal data, one registry for both doors."""
