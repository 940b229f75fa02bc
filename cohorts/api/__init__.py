"""The same services and permissions as the pages, as JSON."""
