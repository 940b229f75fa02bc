"""Rows, querysets and constraints."""

from reports.models.report import Report

__all__ = ["Report"]
