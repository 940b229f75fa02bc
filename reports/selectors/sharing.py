"""What agreements in force let a university see."""

from django.utils import timezone

from trusts.models import SharingAgreement, University
from trusts.states import DataClass


def agreed_classes(university: University) -> frozenset[DataClass]:
    """The classes of data that agreements of the Trust in context, in force today in UK time, name together."""
    rows = SharingAgreement.objects.in_force(timezone.localdate()).filter(university=university)
    return frozenset(DataClass(name) for names in rows.values_list("data_classes", flat=True) for name in names)
