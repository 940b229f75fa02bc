"""Signing in through one's Trust: which Trust, by the domain of an address, and then away to it."""

from collections.abc import Sequence

from allauth.account.utils import get_next_redirect_url
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator
from django.views.generic import View

from trusts.forms.sign_in import TrustSignInForm
from trusts.models import IdentityProvider
from trusts.models.identity_provider import PREFIX
from trusts.ways_in import came_through, is_joined, is_member, provider_named, providers_for


@method_decorator(login_not_required, name="dispatch")
class SignInView(View):
    """A work address leads to the Trusts that use its domain. Whether anybody has that address is never asked."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Ask for the address."""
        return self._page(request, TrustSignInForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """The Trusts it may be, each with its way out."""
        form = TrustSignInForm(request.POST)
        if not form.is_valid():
            return self._page(request, form)
        providers = providers_for(form.cleaned_data["email"])
        if not providers:
            form.add_error("email", "No Trust here signs in people with this address itself: use a password or passkey")
        return self._page(request, form, providers)

    def _page(self, request: HttpRequest, form: TrustSignInForm, providers: Sequence[object] = ()) -> HttpResponse:
        context = {
            "title": "Sign in with your Trust",
            "form": form,
            "providers": providers,
            "next": get_next_redirect_url(request),
        }
        return TemplateResponse(request, "trusts/sign_in.jinja", context)


@method_decorator(login_not_required, name="dispatch")
class TrustSignInView(View):
    """How one Trust is opened: where somebody is led whose session does not open it."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """What to do, and the way out."""
        provider = provider_named(PREFIX + slug)
        if provider is None and came_through(request) is None:
            raise Http404("This Trust has no sign-in of its own.")
        context = {
            "title": f"Sign in to {provider.trust.name}" if provider else "Sign in in your own way first",
            "provider": provider,
            "must_join": _must_join(request, provider),
            "through_another": came_through(request) not in (None, slug),
            "next": get_next_redirect_url(request),
        }
        return TemplateResponse(request, "trusts/trust_sign_in.jinja", context)


def _must_join(request: HttpRequest, provider: IdentityProvider | None) -> bool:
    """Whether somebody stands here, signed in their own way, whose account is not joined to the provider yet."""
    user = request.user
    if provider is None or not user.is_authenticated or came_through(request) is not None:
        return False
    return is_member(user, provider.trust_id) and not is_joined(user, provider)
