"""A name that an agreement holds, and nobody bears any more."""

from trusts.models import SharingAgreement
from trusts.selectors.sharing import GONE, named_tutors


def test_a_tutor_who_is_gone_is_called_so(db: None) -> None:
    assert named_tutors([SharingAgreement(tutor_ids=[987_654])]) == {987_654: GONE}
