"""What a Trust and a university run together."""
