"""API addresses of this app, under /api/t/<trust>/."""

from rest_framework.routers import SimpleRouter

router = SimpleRouter()
# Cohorts and applications

# Reviews, board and decisions

urlpatterns = router.urls
