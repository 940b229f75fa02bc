"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from frameworks.api.values import ObjectiveViewSet, ValueViewSet
from frameworks.api.versions import FrameworkVersionViewSet

router = SimpleRouter()
router.register("framework-versions", FrameworkVersionViewSet, basename="frameworks-version")
router.register("values", ValueViewSet, basename="frameworks-value")
router.register("objectives", ObjectiveViewSet, basename="frameworks-objective")
urlpatterns = router.urls
