"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

from programmes.api.programmes import ProgrammeViewSet

router = SimpleRouter()
router.register("programmes", ProgrammeViewSet, basename="programmes-programme")
urlpatterns = router.urls
