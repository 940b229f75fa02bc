"""Write a copy of somebody's data as one ZIP: pages to read, JSON for machines, and their files."""

import json
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.template import loader

from reports.documents.data_copy import DataCopy, add_sign_in

STYLE_SHEET = "css/data-copy.css"
PAGE = "copies/data_copy.jinja"


def write_archive(copy: DataCopy, file: BinaryIO) -> None:
    """Write index.html, style.css, data.json and files/. Runs outside any Trust's context: reads how they sign in."""
    add_sign_in(copy)
    page = loader.get_template(PAGE, using="jinja2").render({"copy": copy})
    style = Path(finders.find(STYLE_SHEET) or staticfiles_storage.path(STYLE_SHEET))
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("index.html", page)
        archive.writestr("style.css", style.read_bytes())
        archive.writestr("data.json", json.dumps(copy.as_json(), ensure_ascii=False, indent=2))
        for name, key in copy.files:
            archive.write(Path(settings.FILES_ROOT) / key, f"files/{name}")
