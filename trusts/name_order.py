"""In which order names are read: by the last word of the full name, as a register or a rota has them.

A name is kept as one text, as somebody writes it (NHS digital service manual, "Names"), so which word is the family
name is not known; in the Trusts' lists it is nearly always the last.
"""

from django.db.models import F, Func, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower


def by_last_name(field: str = "full_name") -> tuple[Combinable, Combinable]:
    """What to order rows by so that names stand as `name_key` has them; `field` is the path to the full name."""
    last = Func(F(field), Value(r"^.*\s"), Value(""), function="regexp_replace")
    return Lower(last), Lower(field)


def name_key(name: str) -> tuple[str, str]:
    """The same order for names already read: ("okonkwo", "amara okonkwo")."""
    return (name.split() or [""])[-1].casefold(), name.casefold()
