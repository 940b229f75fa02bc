"""Reads that join several models, as frozen dataclasses."""
