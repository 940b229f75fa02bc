"""manage.py demo: the demonstration Trusts, loaded through the services to a chosen stage."""

from argparse import ArgumentParser
from itertools import groupby
from textwrap import wrap
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.emptying import empty
from demo.loading import COMPLETE, STAGES, load, strangers
from demo.personas import Persona, all_personas, first_look
from trusts.states import Role, UniversityRole
from trusts.workflow import RefusedError

WIDTH = 100
LABELS = dict(Role.choices) | dict(UniversityRole.choices)


class Command(BaseCommand):
    """Stages that are there already are left as they are, with whatever was entered since."""

    help = "Load the demonstration Trusts, or say who is in them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Stage, seed, people, reset."""
        parser.add_argument("--stage", choices=[*STAGES, COMPLETE], default=COMPLETE, help="how far (default: all)")
        parser.add_argument("--seed", type=int, default=1, help="choose another set of small accidents (default: 1)")
        parser.add_argument("--people", action="store_true", help="only print who there is to sign in as")
        parser.add_argument("--reset", action="store_true", help="first empty the database, with all that was entered")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse where real people could be, then load."""
        if not settings.DEMONSTRATION:
            raise CommandError("The demonstration is off here (settings.DEMONSTRATION): it never meets real data.")
        if options["people"]:
            self.stdout.write(table(all_personas()))
            return
        if others := strangers():
            raise CommandError(f"This database belongs to others ({', '.join(others)}): nothing was loaded.")
        if options["reset"]:
            empty()
        say = self.stdout.write if options["verbosity"] > 1 else lambda text: None
        try:
            load(options["stage"], options["seed"], say)
        except RefusedError as refusal:
            raise CommandError(
                f"What is there does not lead on to the next stage: {refusal} Start afresh with --reset."
            ) from refusal


def table(people: tuple[Persona, ...]) -> str:
    """Under each Trust's name, two lines a person: e-mail and role; name and where to look first."""
    width = max(len(one.email) for one in people)
    lines = []
    for place, group in groupby(people, key=lambda one: one.place):
        lines += ["", place]
        for one in group:
            lines.append(f"{one.email.ljust(width)}  {LABELS[one.role]}")
            said = f"{one.name}. {first_look(one)}"
            lines += wrap(said, WIDTH, initial_indent="    ", subsequent_indent="    ")
    return "\n".join(lines[1:])
