"""What each PDF contains, as dataclasses made by selectors; and how HTML becomes a PDF."""
