"""Read settings from the environment, and fail loudly when one is missing.

Local and test settings fall back to `var/services.env`, which the embedded services write when they start.
"""

import os
from functools import cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


@cache
def _file_values(path: Path) -> dict[str, str]:
    """KEY=value lines of a file; an absent file has none."""
    if not path.exists():
        return {}
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def text(name: str, default: str | None = None) -> str:
    """The setting HOMEGROWN_<name>; without a default it must have a value, or ImproperlyConfigured is raised."""
    key = f"HOMEGROWN_{name}"
    value = os.environ.get(key)
    if value is None and not os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith("production"):
        value = _file_values(ROOT / os.environ.get("HOMEGROWN_SERVICES_FILE", "var/services.env")).get(key)
    if value is None:
        value = default
    if value is None or (default is None and not value):
        raise ImproperlyConfigured(f"Set {key} in the environment.")
    return value


def number(name: str, default: int) -> int:
    """A whole number from the environment."""
    return int(text(name, str(default)))


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list from the environment, empty items dropped."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]
