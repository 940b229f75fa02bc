"""Migrations belong to the owner of the tables; everything else to the role `web`."""

from typing import Any


class OwnerMigrates:
    """Refuse migrations through the door that pages use."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Only the `owner` connection may change the schema."""
        return db == "owner"
