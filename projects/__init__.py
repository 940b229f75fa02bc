"""What a participant delivers: improvement projects, their measures and their method."""
