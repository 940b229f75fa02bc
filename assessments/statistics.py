"""Numbers about groups, and the rule that keeps small groups hidden. Pure Python."""
