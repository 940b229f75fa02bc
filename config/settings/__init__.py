"""Settings: base for all, then local, test and production."""
