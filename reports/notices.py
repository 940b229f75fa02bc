"""The kinds of e-mail about reports. Nothing of a report's content is in one."""

from trusts.kinds import Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup

REPORT = Gap("report", "The report and its cohort", "Cohort report, Cohort 2027")
ERROR = Gap("error", "Why it could not be made", "It took too long.")
LINK = where("northfield/reports/")

REPORT_READY = declare(
    Kind(
        name="report_ready",
        title="A report is ready",
        purpose="When a report somebody asked for is made.",
        to="Who asked for it",
        group=NoticeGroup.REPORTING,
        urgency=Urgency.OPTIONAL,
        subject="Ready: {report}",
        body=letter("Your report is ready: {report}.", "Sign in to download it: {link}"),
        own_gaps=(REPORT, LINK),
    )
)
REPORT_FAILED = declare(
    Kind(
        name="report_failed",
        title="A report could not be made",
        purpose="When a report somebody asked for could not be made.",
        to="Who asked for it",
        group=NoticeGroup.REPORTING,
        urgency=Urgency.MAY_WAIT,
        subject="Not made: {report}",
        body=letter("Your report could not be made: {report}.", "{error}", "Try again here: {link}"),
        own_gaps=(REPORT, ERROR, LINK),
    )
)
DIGEST = declare(
    Kind(
        name="digest",
        title="The daily e-mail",
        purpose="At 07:00 UK time, to those who want their e-mails once a day, when there is something to say.",
        to="Who chose it",
        group=NoticeGroup.ACCOUNT,
        urgency=Urgency.AT_ONCE,
        subject="{trust}: {count} for you, {day}",
        body=letter("{items}", "What you have to do:\n{duties}", "Your to-do list: {link}"),
        own_gaps=(
            Gap("count", "How many things it tells", "2 things"),
            Gap("day", "The day", "3 March 2027"),
            Gap("items", "What it gathers, one after the other", "* Ready: Cohort report, Cohort 2027"),
            Gap("duties", "What the person has to do, by when", "* Review due: 3 applications, by 23:59 on 9 March"),
            where("northfield/to-do/"),
        ),
    )
)
