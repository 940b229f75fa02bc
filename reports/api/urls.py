"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from reports.api.duties import DutyViewSet
from reports.api.reports import ExportRowViewSet, ReportViewSet
from reports.api.succession import SuccessionViewSet

router = SimpleRouter()
router.register("reports", ReportViewSet, basename="reports-report")
router.register("export-rows", ExportRowViewSet, basename="reports-export-row")
router.register("to-do", DutyViewSet, basename="reports-duty")
router.register("successions", SuccessionViewSet, basename="reports-succession")
urlpatterns = router.urls
