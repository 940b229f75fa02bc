"""The privacy notice of a Trust: who can see what, why it is kept, how long, and what is shared."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from trusts.access import TrustView
from trusts.audiences import AUDIENCES
from trusts.labels import Record
from trusts.models import SharingAgreement
from trusts.permissions import USE_TRUST
from trusts.records import RECORDS
from trusts.selectors.sharing import named_tutors
from trusts.services.retention import months_kept
from trusts.states import DataClass


class PrivacyNoticeView(TrustView):
    """What this Trust tells its people, with the agreements in force today."""

    permission = USE_TRUST

    def get(self, request: HttpRequest, trust: str) -> HttpResponse:
        """The notice."""
        today = timezone.localdate()
        agreements = SharingAgreement.objects.in_force(today).select_related("university")
        agreements = agreements.order_by("university__name", "starts_on")
        context = {
            "title": "How your data are kept",
            "caption": f"Privacy notice of {self.request.trust}",
            "agreements": agreements,
            "tutors": named_tutors(agreements),
            "class_words": dict(DataClass.choices),
            "today": today,
            **notice(months_kept()),
        }
        return TemplateResponse(request, "trusts/privacy_notice.jinja", context)


def notice(months: dict[Record, int] | None = None) -> dict[str, object]:
    """What every notice says: the audiences, and the classes of record with the Trust's periods, or the usual ones."""
    kept = months or {}
    return {
        "audiences": list(AUDIENCES.values()),
        "records": [(r.title, r.holds, r.purpose, r.period(kept.get(name))) for name, r in RECORDS.items()],
    }
