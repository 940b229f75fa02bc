"""One test of change at a time: plan with a prediction, do, study, act."""

from datetime import date

from django.db import transaction
from django.db.models import Max

from projects.models import ImprovementProject, PDSACycle
from projects.services.guards import locked, open_project, past_day, written
from projects.states import CYCLE, CycleAct, CycleState, PredictionMet, ProjectState
from trusts.models import Person
from trusts.services.audit import record_event
from trusts.services.moves import move
from trusts.workflow import RefusedError


@transaction.atomic
def plan_cycle(
    *, project: ImprovementProject, question: str, prediction: str = "", scale: str = "", by: Person
) -> PDSACycle:
    """Plan the next test. The prediction may wait until doing begins. The same open question twice is one plan."""
    project = open_project(project)
    question = written(question, "Write the question this test should answer.")
    same = project.cycles.filter(question=question, state=CycleState.PLANNED).first()
    if same is not None:
        return same
    last = project.cycles.aggregate(last=Max("number"))["last"] or 0
    cycle = PDSACycle(
        project=project, number=last + 1, question=question, prediction=prediction.strip(), scale=scale.strip()
    )
    cycle.save()
    record_event(action="pdsacycle.plan", subject=cycle, by=by, project=str(project.pk), number=cycle.number)
    return cycle


@transaction.atomic
def edit_plan(*, cycle: PDSACycle, question: str, prediction: str, scale: str, by: Person) -> PDSACycle:
    """Change a plan while nothing has begun; from then on the prediction is locked."""
    open_project(cycle.project)
    cycle = locked(cycle)
    if cycle.state != CycleState.PLANNED:
        raise RefusedError("This test has begun, so its question and prediction are locked.")
    cycle.question = written(question, "Write the question this test should answer.")
    cycle.prediction, cycle.scale = prediction.strip(), scale.strip()
    cycle.save(update_fields=["question", "prediction", "scale", "updated_at"])
    record_event(action="pdsacycle.edit_plan", subject=cycle, by=by)
    return cycle


@transaction.atomic
def start_cycle(*, cycle: PDSACycle, on: date | None = None, by: Person) -> PDSACycle:
    """Begin doing, today or on an earlier day. From now on the prediction is locked."""
    project = open_project(cycle.project)
    if project.state != ProjectState.RUNNING:
        raise RefusedError("Start the project before its first test of change.")
    cycle = locked(cycle)
    written(cycle.prediction, "Write what you expect to happen before you begin: afterwards everybody knew it.")
    day = past_day(on, since=project.starts_on, refusal="The test cannot begin before its project did")
    return move(cycle, CYCLE, "start", by=by, started_on=day)


@transaction.atomic
def study_cycle(
    *,
    cycle: PDSACycle,
    happened: str,
    learning: str,
    act: str,
    by: Person,
    on: date | None = None,
    prediction_met: str = "",
) -> PDSACycle:
    """Say what happened, what was learnt and what comes of it: adopt, adapt, abandon or expand.

    Args:
        on: the last day of doing; today when None.
        prediction_met: yes, partly or no; "" when it was not compared.
    """
    open_project(cycle.project)
    happened = written(happened, "Write what happened.")
    learning = written(learning, "Write what you learnt.")
    if act not in CycleAct.values:
        raise RefusedError("Choose what comes of this test: adopt, adapt, abandon or expand.")
    if prediction_met and prediction_met not in PredictionMet.values:
        raise RefusedError("Say whether the prediction was met: yes, partly or no.")
    cycle = locked(cycle)
    ended_on = past_day(on, since=cycle.started_on, refusal="The test cannot end before it began")
    fields = {"happened": happened, "learning": learning, "act": act, "prediction_met": prediction_met}
    return move(cycle, CYCLE, "study", by=by, ended_on=ended_on, **fields)
