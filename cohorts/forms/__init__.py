"""Forms: HTTP in, HTML out; one file a noun."""
