"""The story in order. A stage says whether it is there already, and loads itself through the services."""
