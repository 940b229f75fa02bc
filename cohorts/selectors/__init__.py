"""Reads that join several models, as frozen dataclasses; one file a noun."""
