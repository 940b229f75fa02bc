"""Verbs: change state, cross rows, tell people."""
