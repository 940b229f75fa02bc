"""The kinds of e-mail about rounds and assessments. No rating and no reason ever stands in one."""

from trusts.kinds import REMINDER, Gap, Kind, Urgency, declare, letter, where
from trusts.states import NoticeGroup, Role

COHORT = Gap("cohort", "The cohort's name", "Cohort 2027")
ROUND = Gap("round", "Which self-assessment: baseline, midpoint or end", "baseline")
UNTIL = Gap("until", "The last day of the round", "21 March 2027")
DOCTOR = Gap("doctor", "The doctor's name", "Dr Sam Okafor")
ANSWER = Gap(
    "answer",
    "What the programme director decided",
    "Your self-assessment is a draft again. Change what you want to change and submit it once more.",
)

ROUND_OPENED = declare(
    Kind(
        name="round_opened",
        title="A self-assessment is open",
        purpose="When a round opens.",
        to="Every doctor with a place in the cohort",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.ASSESSING,
        urgency=Urgency.MAY_WAIT,
        subject="Your {round} self-assessment is open until {until}",
        body=letter(
            "{cohort} now asks for your {round} self-assessment. Please submit it by 23:59 on {until}.\n"
            "You can stop and come back: every answer is saved as you give it. Until you submit, nobody else can read"
            " it; after that only you can, unless you choose to release it.",
            "{link}",
        ),
        own_gaps=(COHORT, ROUND, UNTIL, where("northfield/assessments/")),
    )
)
REOPENING_ASKED = declare(
    Kind(
        name="reopening_asked",
        title="A request to reopen a self-assessment",
        purpose="When a doctor asks to take up a submitted self-assessment again. The reason stays on the page.",
        to="Programme directors",
        roles=(Role.PROGRAMME_DIRECTOR,),
        group=NoticeGroup.ASSESSING,
        urgency=Urgency.MAY_WAIT,
        subject="A request to reopen a self-assessment",
        body=letter(
            "{doctor} asks to reopen their {round} self-assessment. You can read the reason and answer here:", "{link}"
        ),
        own_gaps=(DOCTOR, ROUND, where("northfield/assessments/")),
    )
)
REOPENING_ANSWERED = declare(
    Kind(
        name="reopening_answered",
        title="The answer to a request to reopen",
        purpose="When a programme director has answered a request to reopen a self-assessment.",
        to="The doctor who asked",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.ASSESSING,
        urgency=Urgency.AT_ONCE,
        subject="Your request to reopen your self-assessment",
        body=letter("{answer} The programme director's reason is on the page:", "{link}"),
        own_gaps=(ANSWER, where("northfield/assessments/")),
    )
)

# Reminders

ROUND_CLOSING = declare(
    Kind(
        name="round_closing",
        title="Reminder: a self-assessment closes",
        purpose="Before a round closes, when the self-assessment is not submitted.",
        to="The doctor",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.ASSESSING,
        urgency=Urgency.OPTIONAL,
        subject="Your {round} self-assessment closes {left}",
        body=letter(
            "Your {round} self-assessment for {cohort} is not submitted yet. The round closes at {until} (UK time):"
            " {left}.",
            "A lower level than last time is common: people see more as they learn.\nGo on where you stopped: {link}",
        ),
        own_gaps=(COHORT, ROUND, *REMINDER, where("northfield/assessments/")),
    )
)
GOAL_DUE = declare(
    Kind(
        name="goal_due",
        title="Reminder: a development goal",
        purpose="Before the day a doctor set for a development goal.",
        to="The doctor",
        roles=(Role.DOCTOR,),
        group=NoticeGroup.ASSESSING,
        urgency=Urgency.OPTIONAL,
        subject="A development goal of yours is due {left}",
        body=letter(
            "You set yourself a development goal for {until}: {left}.",
            "Say that you have reached it, or change it: {link}",
        ),
        own_gaps=(*REMINDER, where("northfield/goals/")),
    )
)
