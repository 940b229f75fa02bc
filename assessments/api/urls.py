"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from assessments.api.assessments import AssessmentViewSet, BenchmarkViewSet, TrendViewSet
from assessments.api.files import EvidenceFileViewSet
from assessments.api.goals import GoalViewSet

router = SimpleRouter()
router.register("assessments", AssessmentViewSet, basename="assessments-assessment")
router.register("evidence-files", EvidenceFileViewSet, basename="assessments-evidence-file")
router.register("goals", GoalViewSet, basename="assessments-goal")
router.register("benchmarks", BenchmarkViewSet, basename="assessments-benchmark")
router.register("trend", TrendViewSet, basename="assessments-trend")
urlpatterns = router.urls
