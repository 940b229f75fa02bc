"""The Jinja environment of every page, and the renderer that draws form fields with NHS macros."""

from collections.abc import MutableMapping
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.forms.renderers import Jinja2 as JinjaFormRenderer
from django.template import loader
from django.templatetags.static import static
from django.urls import reverse
from django.utils import formats, timezone
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader


def uk_time(value: Any) -> str:
    """An instant in UK time, as '3 March 2026 at 14:32'; nothing for None."""
    if value is None:
        return ""
    return formats.date_format(timezone.localtime(value), r"j F Y \a\t H:i")


def uk_clock(value: Any) -> str:
    """The UK time of day of an instant, as '14:32'; nothing for None."""
    return formats.date_format(timezone.localtime(value), "H:i") if value else ""


def uk_date(value: Any) -> str:
    """A date, or an instant's date in UK time, as '3 March 2026'; nothing for None."""
    if value is None:
        return ""
    return formats.date_format(timezone.localtime(value) if hasattr(value, "tzinfo") else value, "j F Y")


_DICT_ATTRIBUTES = frozenset(dir(dict))


class PageEnvironment(Environment):
    """Jinja as it is, with two shortcuts for what the NHS macros do thousands of times a page. Same answers."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look into a plain dict at once: nearly every parameter of a macro is one, and a failed getattr is dear."""
        if type(obj) is dict and attribute not in _DICT_ATTRIBUTES:
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """One dict, not a chain of two: each import in a macro compares all its names. Ours never change later."""
        return {**self.globals, **d} if d else self.globals


def environment(**options: Any) -> Environment:
    """Our templates first, then the NHS design system's macros."""
    from trusts import form_items  # the environment is made after the apps are ready
    from trusts.audiences import audience
    from trusts.forms import fields_in_error

    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("nhsuk_frontend_jinja")])
    options["undefined"] = ChainableUndefined  # the macros look into parameters that may be absent
    options["trim_blocks"] = options["lstrip_blocks"] = True
    env = PageEnvironment(**{**options, "autoescape": True})
    env.globals.update(static=static, url=lambda name, *args, **kwargs: reverse(name, args=args, kwargs=kwargs))
    env.globals.update(
        choice_items=form_items.choice_items,
        select_items=form_items.select_items,
        chosen_values=form_items.chosen_values,
        date_items=form_items.date_items,
        fields_in_error=fields_in_error,
        audience=audience,
    )
    env.filters.update(uk_time=uk_time, uk_clock=uk_clock, uk_date=uk_date, intcomma=intcomma)
    return env


class FormRenderer(JinjaFormRenderer):
    """Draw our forms from templates/forms/ and leave other people's to Django."""

    form_template_name = "forms/form.jinja"
    field_template_name = "forms/field.jinja"

    def get_template(self, template_name: str) -> Any:
        """Ours come from the page environment, Django's own widgets from Django."""
        if template_name.startswith("forms/"):
            return loader.get_template(template_name, using="jinja2")
        return super().get_template(template_name)
