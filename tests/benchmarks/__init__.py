"""What each operation costs, measured beside its peers (docs/performance.md). bin/bench runs it; the suite does not.

A row is a module `pNN_words.py` with a TITLE and `measure(bench)`, which builds its data, asserts that every
alternative answers right, and compares them: see harness.Bench. No time is asserted anywhere.
"""
