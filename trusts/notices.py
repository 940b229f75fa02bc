"""The kinds of e-mail about files that people upload. Neither a file's name nor its content is in one."""

from trusts.kinds import Gap, Kind, Urgency, declare, letter
from trusts.states import NoticeGroup

FILE_REFUSED = declare(
    Kind(
        name="file_refused",
        title="An uploaded file was refused",
        purpose="When the virus scanner finds a virus in a file somebody uploaded, or cannot read it.",
        to="Who uploaded it",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="A file you uploaded was refused",
        body=letter("{reason}", "It is the {format} file you uploaded on {uploaded}."),
        own_gaps=(
            Gap("reason", "Why it was refused", "A virus was found in this file, so it was deleted."),
            Gap("format", "What kind of file it was", "PDF"),
            Gap("uploaded", "When it was uploaded", "3 March 2027 at 14:32"),
        ),
    )
)
