"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from cohorts.api.applications import ApplicationViewSet, OfferViewSet
from cohorts.api.cohorts import CohortViewSet
from cohorts.api.decisions import BoardViewSet, DecisionViewSet
from cohorts.api.endorsements import EndorsementViewSet
from cohorts.api.files import ApplicationFileViewSet
from cohorts.api.reviews import ReviewViewSet

router = SimpleRouter()
# Cohorts and applications
router.register("cohorts", CohortViewSet, basename="cohorts-cohort")
router.register("applications", ApplicationViewSet, basename="cohorts-application")
router.register("applications", EndorsementViewSet, basename="cohorts-endorsement")
router.register("application-files", ApplicationFileViewSet, basename="cohorts-application-file")
router.register("offers", OfferViewSet, basename="cohorts-offer")

# Reviews, board and decisions
router.register("reviews", ReviewViewSet, basename="cohorts-review")
router.register("cohorts", BoardViewSet, basename="cohorts-board")
router.register("applications", DecisionViewSet, basename="cohorts-decision")

urlpatterns = router.urls
