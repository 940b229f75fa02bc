"""The API of the house."""
