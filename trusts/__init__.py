"""Whose it is and who may: tenancy, people, permissions, audit."""
