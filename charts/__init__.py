"""Drawings: server-side SVG for screen and PDF alike, and the table behind each.

Pure Python at the foot of the stack; it imports nothing of ours. Every drawing is a module with one frozen
input, `draw(chart, width)` and `table(chart)`. Draw at 760 for a desktop and at 343 for a phone: letters keep
their size and the layout changes, so a page holds both and shows one.
"""
