"""What a university sees."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from trusts.access import UniversityView


class UniversityHomeView(UniversityView):
    """The university's first page."""

    def get(self, request: HttpRequest, university: str) -> HttpResponse:
        """What is shared with the university now."""
        return TemplateResponse(request, "trusts/university_home.jinja", {"title": "Shared with your university"})
