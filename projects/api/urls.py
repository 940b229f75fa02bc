"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from projects.api.documents import DocumentViewSet
from projects.api.measures import CycleViewSet, MeasurementViewSet, MeasureViewSet
from projects.api.projects import ProjectViewSet

router = SimpleRouter()
router.register("projects", ProjectViewSet, basename="projects-project")
router.register("measures", MeasureViewSet, basename="projects-measure")
router.register("measurements", MeasurementViewSet, basename="projects-measurement")
router.register("cycles", CycleViewSet, basename="projects-cycle")
router.register("project-documents", DocumentViewSet, basename="projects-document")
urlpatterns = router.urls
