"""What people type about values, frameworks and their versions."""
