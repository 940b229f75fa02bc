"""How the Trust words its e-mails, and when some of its people want theirs."""

from cohorts.notices import PLACE_OFFERED
from demo.clock import at
from demo.site import Site
from trusts.models import MailSettings, Person
from trusts.selectors.mail import choices_of
from trusts.services.choices import choose_timings
from trusts.services.templates import change_mail_settings, write_template
from trusts.states import MailMode, NoticeTiming, Role

SUBJECT = "A place for you in {cohort}"
BODY = """Dear {name},

The board read your application with pleasure, and we offer you a place in {cohort}.

We hold it for you until {until}. After that somebody on the reserve list may have it.

Accept it, or turn it down, here: {link}

If you would like to talk about it first, ring us.
"""


def is_there(site: Site) -> bool:
    """Whether the Trust has settings for its e-mails, or has not come so far that anybody would change them."""
    return MailSettings.objects.exists() or not site.content.assessments


def load(site: Site) -> None:
    """The administrator signs the e-mails and words the offer; three people prefer one e-mail a day."""
    administrator = site.first_with(Role.TRUST_ADMINISTRATOR)
    with at(site.moment(site.content.programme.stage("apply").start_offset - 2, 9)):
        change_mail_settings(
            mode=MailMode.SEND,
            signature="Medical education and leadership office\nMonday to Friday, 9 to 5",
            early_days=7,
            late_days=1,
            by=administrator,
        )
        write_template(kind=PLACE_OFFERED, subject=SUBJECT, body=BODY, opened_on=0, by=administrator)
    for role in (Role.PROGRAMME_DIRECTOR, Role.MEDICAL_DIRECTOR, Role.MENTOR):
        with at(site.moment(site.content.programme.now_offset - 1, 12)):
            _once_a_day(site.first_with(role), role)


def _once_a_day(person: Person, role: Role) -> None:
    choose_timings(timings={choice.group: NoticeTiming.DAILY for choice in choices_of(person, [role])}, by=person)
