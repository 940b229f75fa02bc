"""What cohorts, applications and offers say by e-mail."""

# Cohorts and applications

# Reviews, board and decisions
