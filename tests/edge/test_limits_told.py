"""docs/limits.md tells the limits that the code keeps."""

import re
from pathlib import Path

import pytest
from allauth.account import app_settings as allauth
from django.conf import settings

from assessments.services import evidence
from cohorts.services import attachments
from cohorts.services.endorsements import MOST_ASKED
from cohorts.views import endorsing
from projects.forms import paste
from projects.services import documents
from reports.models.report import MAX_ATTEMPTS
from reports.views import calendar
from tests.architecture.test_access import MOST_STATEMENTS
from trusts.filecheck import LIMITS, LOGO_LIMITS, LONGEST_NAME, logos, office, pdf, pictures
from trusts.views import csp_reports
from trusts.views.events import MOST_EXPORTED

ROOT = Path(__file__).resolve().parents[2]
MB = 1024 * 1024
TOLD = (ROOT / "docs/limits.md").read_text()
FAILED = re.fullmatch(r"(\d+)/m/ip,(\d+)/(\d+)s/key", allauth.RATE_LIMITS["login_failed"])
assert FAILED
PROXY = (ROOT / "deploy/nginx/nginx.conf").read_text()


def rate(zone: str) -> str:
    """The requests a second the proxy takes in a zone."""
    found = re.search(rf"zone={zone}:\w+ rate=(\d+)r/s", PROXY)
    assert found, zone
    return found[1]


@pytest.mark.parametrize(
    "words",
    [
        f"{LIMITS} At most {settings.DATA_UPLOAD_MAX_NUMBER_FILES} files in one request;",
        f"{attachments.MOST_FILES} beside an application, {documents.MOST_DOCUMENTS} beside a project",
        f"{evidence.MOST_FILES} beside a piece of evidence",
        f"A Trust's logo: {LOGO_LIMITS}",
        f"up to {logos.MOST_LOGO_BYTES // MB} MB and {logos.MOST_SIDE:,} pixels wide or high",
        f"a name of {LONGEST_NAME} characters",
        f"{office.MOST_ENTRIES:,} parts, {office.MOST_UNPACKED // MB} MB unpacked, of which {office.MOST_XML // MB} MB",
        f"{pdf.MOST_UNPACKED // MB} MB of unpacked objects",
        f"{pictures.MOST_PIXELS:,} points",
    ],
)
def test_what_may_be_uploaded(words: str) -> None:
    assert words in TOLD


@pytest.mark.parametrize(
    "words",
    [
        f"{settings.CELERY_TASK_SOFT_TIME_LIMIT} seconds and {settings.REPORT_MEMORY_BYTES // MB} MB each",
        f"{MAX_ATTEMPTS} attempts",
        f"{FAILED[2]} failures in {int(FAILED[3]) // 60} minutes for an account, {FAILED[1]} a minute for an address",
        f"the proxy: {rate('accounts')} requests a second",
        f"at most {MOST_STATEMENTS} statements each",
        f"{rate('visitor')} requests a second for a visitor, {rate('address')} for an address",
        f"{settings.REST_FRAMEWORK['DEFAULT_THROTTLE_RATES']['user'].partition('/')[0]} requests a minute for a person",
        f"pages of {settings.REST_FRAMEWORK['PAGE_SIZE']}",
        f"{MOST_EXPORTED:,} lines",
        f"{paste.MOST_LINES} lines",
        f"{calendar.MOST_A_MINUTE} readings a minute",
        f"{endorsing.MOST_A_MINUTE} requests a minute for an address; {MOST_ASKED} people asked for one application",
        f"{csp_reports.MOST_A_MINUTE} a minute for an address, {csp_reports.MOST_BYTES // 1024} kB each",
    ],
)
def test_what_is_costly_and_what_holds_it_back(words: str) -> None:
    assert words in TOLD
