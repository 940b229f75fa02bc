"""The kinds of e-mail of the house itself. Neither the name nor the content of a file is in one."""

from trusts.kinds import REMINDER, Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup

UNIVERSITY = Gap("university", "The university", "Lakeside University")

AGREEMENT_ENDING = declare(
    Kind(
        name="agreement_ending",
        title="Reminder: a sharing agreement ends",
        purpose="Before a sharing agreement with a university ends.",
        to="Trust administrators",
        group=NoticeGroup.GOVERNING,
        urgency=Urgency.OPTIONAL,
        subject="The sharing agreement with {university} ends {left}",
        body=letter(
            "After {until} ({left}) {university} sees nothing of {trust} any more, unless a new agreement is signed.",
            "The agreements: {link}",
        ),
        own_gaps=(UNIVERSITY, *REMINDER, where("northfield/agreements/")),
    )
)
FILE_REFUSED = declare(
    Kind(
        name="file_refused",
        title="An uploaded file was refused",
        purpose="When the virus scanner finds a virus in a file somebody uploaded, or cannot read it.",
        to="Who uploaded it",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="A file you uploaded was refused",
        body=letter("{why}", "It is the {format} file you uploaded on {uploaded}."),
        own_gaps=(
            Gap("why", "Why it was refused", "A virus was found in this file, so it was deleted."),
            Gap("format", "What kind of file it was", "PDF"),
            Gap("uploaded", "When it was uploaded", "3 March 2027 at 14:32"),
        ),
    )
)
