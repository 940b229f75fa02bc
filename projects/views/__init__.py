"""Pages of improvement projects."""
