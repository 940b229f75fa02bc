"""django-import-export: the rows of HR's export from one table, as CSV or XLSX. Run by the peers' own Python.

A line is {"rows": a statement}, which fills the table, or {"kind": "csv" or "xlsx"}, which makes the file.
"""

import json
import os
import sys

import django
from django.conf import settings

COLUMNS = [f"c{number}" for number in range(1, 17)]


def main() -> None:
    """A project of one model."""
    database = {"ENGINE": "django.db.backends.postgresql", "HOST": os.environ["PEER_HOST"]}
    database |= {"PORT": os.environ["PEER_PORT"], "USER": os.environ["PEER_USER"], "NAME": os.environ["PEER_NAME"]}
    installed = ["django.contrib.contenttypes", "import_export"]
    settings.configure(DATABASES={"default": database}, INSTALLED_APPS=installed, USE_TZ=True)
    django.setup()
    from django.db import connection, models
    from import_export import resources
    from import_export.formats.base_formats import CSV, XLSX

    class Meta:
        app_label, managed, db_table, ordering = "peer", False, "peer_rows", ["id"]

    fields = {name: models.TextField(null=True) for name in COLUMNS} | {"c11": models.IntegerField(null=True)}
    model = type("Row", (models.Model,), {**fields, "Meta": Meta, "__module__": "peer"})
    resource = resources.modelresource_factory(model, meta_options={"fields": COLUMNS, "export_order": COLUMNS})
    formats = {"csv": CSV, "xlsx": XLSX}
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        print(json.dumps({"pids": [os.getpid(), cursor.fetchone()[0]]}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "rows" in asked:
            with connection.cursor() as cursor:
                cursor.execute("drop table if exists peer_rows")
                cursor.execute(
                    f"create table peer_rows as select row_number() over () as id, r.* from ({asked['rows']}) r"
                )
            print(json.dumps({"rows": model.objects.count()}), flush=True)
        else:
            data = formats[asked["kind"]]().export_data(resource().export())
            print(json.dumps({"bytes": len(data)}), flush=True)


if __name__ == "__main__":
    main()
