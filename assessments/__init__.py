"""Where a participant stands: rounds, assessments, evidence and goals."""
