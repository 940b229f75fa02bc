"""Drawings for screen and PDF alike: pure Python that returns SVG. It knows nothing of ours and no Django."""
