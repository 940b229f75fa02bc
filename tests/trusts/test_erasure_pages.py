"""Holds and erasures as pages: previewed, asked for by one, confirmed by another, stopped by a hold."""

from typing import Any

from tests.support.factories import ApplicationFactory
from tests.support.world import World
from trusts.models import Erasure, Hold
from trusts.services.erasures import ask_erasure
from trusts.tenancy import trust_context

REASON = {"reason": "By letter of 1 March", "is_sure": "on"}


def text_of(client: Any, address: str) -> str:
    return client.get(address).content.decode()


def test_the_preview_says_what_goes_and_what_stays_and_erases_nothing(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        ApplicationFactory(cohort=world.cohort, applicant=world.doctor, submitted=True)

    page = text_of(sign_in(world.administrator), f"/t/northfield/people/{world.doctor.pk}/erase/")

    for words in ("What goes", "What stays, and why", "Applications", "1 of 1", "Nothing is erased yet"):
        assert words in page
    with trust_context(world.trust.pk):
        assert not Erasure.objects.exists()


def test_asked_for_by_one_and_confirmed_by_another(world: World, sign_in: Any) -> None:
    admin, medical = sign_in(world.administrator), sign_in(world.medical_director)
    page = admin.post(f"/t/northfield/people/{world.doctor.pk}/erase/", {"reason": "By letter"})
    assert "Check who they are" in page.content.decode()
    address = admin.post(f"/t/northfield/people/{world.doctor.pk}/erase/", REASON)["Location"]

    assert "Confirm: erase it now" not in text_of(admin, address)
    assert admin.post(f"{address}approve/").status_code == 403
    assert "Confirm: erase it now" in text_of(medical, address)
    assert medical.post(f"{address}approve/").status_code == 302
    assert "Confirmed" in text_of(admin, "/t/northfield/erasures/")
    assert "already" in medical.post(f"{address}approve/", follow=True).content.decode()


def test_a_hold_is_put_shown_and_lifted(world: World, sign_in: Any) -> None:
    admin, data = sign_in(world.administrator), f"/t/northfield/people/{world.doctor.pk}/data/"

    assert "Say why it must be kept" in admin.post(f"/t/northfield/people/{world.doctor.pk}/hold/").content.decode()
    admin.post(f"/t/northfield/people/{world.doctor.pk}/hold/", {"reason": "A claim"})
    assert "A claim" in text_of(admin, data)
    assert "There is a hold" in text_of(admin, f"/t/northfield/people/{world.doctor.pk}/erase/")
    page = admin.post(f"/t/northfield/people/{world.doctor.pk}/erase/", REASON).content.decode()
    assert "Lift it first" in page
    with trust_context(world.trust.pk):
        hold = Hold.objects.get()
    admin.post(f"/t/northfield/holds/{hold.pk}/lift/")
    assert "Put a hold" in text_of(admin, data)


def test_a_request_is_taken_back(world: World, sign_in: Any) -> None:
    with trust_context(world.trust.pk):
        erasure = ask_erasure(person=world.doctor, reason="By letter", by=world.administrator)

    sign_in(world.administrator).post(f"/t/northfield/erasures/{erasure.pk}/withdraw/")

    assert "Nothing was erased" in text_of(sign_in(world.administrator), f"/t/northfield/erasures/{erasure.pk}/")


def test_the_preview_is_one_statement_whatever_there_is(in_trust: World, django_assert_num_queries: Any) -> None:
    from trusts.selectors.rights import erasure_preview

    for _ in range(2):
        ApplicationFactory(applicant=in_trust.doctor, submitted=True)
        with django_assert_num_queries(1):
            erasure_preview(in_trust.doctor)
