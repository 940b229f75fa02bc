"""The content of the demonstration as dataclasses; demo/content/README.md tells their files."""
