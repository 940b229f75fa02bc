"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from trusts.api.invitations import InvitationViewSet
from trusts.api.people import EventViewSet, MeViewSet, PersonViewSet, SharingAgreementViewSet

router = SimpleRouter()
router.register("me", MeViewSet, basename="trusts-me")
router.register("people", PersonViewSet, basename="trusts-person")
router.register("invitations", InvitationViewSet, basename="trusts-invitation")
router.register("agreements", SharingAgreementViewSet, basename="trusts-agreement")
router.register("events", EventViewSet, basename="trusts-event")
urlpatterns = router.urls
