"""Rows, querysets and constraints."""

from programmes.models.programme import Module, Programme, Stage

__all__ = ["Module", "Programme", "Stage"]
