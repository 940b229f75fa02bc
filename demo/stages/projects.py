"""Eleven improvement projects: charter, team, approval, tests of change, measures, and how each has gone since."""

from datetime import date, timedelta
from itertools import groupby
from typing import Any

from cohorts.models import Cohort
from demo.clock import at, hour
from demo.papers import found_clean, pdf, poster
from demo.shapes.projects import Measure as WrittenMeasure
from demo.shapes.projects import Project as Written
from demo.site import Site
from frameworks.models import Competency, StrategicObjective
from projects.models import ImprovementProject
from projects.services import cycles, measures, projects
from projects.services.documents import add_document
from projects.states import DocumentKind
from trusts.models import Person

DAY_OF_CYCLE = 7  # after the first Monday of its month


def is_there(site: Site) -> bool:
    """Whether a project was proposed, or there is none to propose yet."""
    return ImprovementProject.objects.exists() or not site.content.projects


def load(site: Site) -> None:
    """Proposed in the cohort's first days, approved by the sponsor, and worked on ever since."""
    cohort = Cohort.objects.get()
    for written in site.content.projects:
        project = _begin(site, cohort, written)
        _test(site, project, written)
        _measure(site, project, written)
        _conclude(site, project, written)
        _document(site, written)


def _begin(site: Site, cohort: Cohort, written: Written) -> ImprovementProject:
    by, sponsor = site.person(written.doctor), site.person(written.sponsor)
    codes = Competency.objects.filter(version=cohort.framework_version, code__in=written.competencies)
    with at(site.moment_on(cohort.starts_on + timedelta(days=1))):
        project = projects.propose_project(cohort=cohort, by=by, title=written.title, **_charter(site, written))
        projects.set_competencies(project=project, competencies=codes, by=by)
        for colleague in written.team:
            words = {"name": colleague.name, "profession": colleague.profession, "part": colleague.part}
            projects.add_team_member(project=project, by=by, **words)
        projects.ask_for_approval(project=project, by=by)
    if written.returned_because:
        with at(hour(cohort.starts_on + timedelta(days=2), 10)):
            projects.return_project(project=project, reason=written.returned_because, by=sponsor)
        with at(hour(cohort.starts_on + timedelta(days=2), 17)):
            projects.ask_for_approval(project=project, by=by)
    with at(site.moment_on(cohort.starts_on + timedelta(days=3))):
        project = projects.approve_project(project=project, by=sponsor)
    with at(site.moment_on(cohort.starts_on + timedelta(days=4))):
        return projects.start_project(project=project, by=by)


def _charter(site: Site, written: Written) -> dict[str, Any]:
    aim, experience = written.aim_fields, written.patients_experience
    measure = next(one for one in written.measures if one.key == aim.measure)
    return {
        "sponsor": site.person(written.sponsor),
        "objective": StrategicObjective.objects.get(code=written.objective),
        "problem": written.problem,
        "aim": site.dated(written.aim),
        "aim_direction": aim.direction,
        "aim_what": measure.name,
        "aim_whom": aim.for_whom,
        "aim_unit": measure.unit[:40],
        "aim_baseline": aim.baseline,
        "aim_target": aim.target,
        "aim_by": site.calendar.end(aim.due_offset),
        "patients_experience": "\n\n".join(
            (
                experience.text,
                f"Affected: {experience.affected}",
                f"Source: {experience.source}",
                f"What changed because of it: {experience.changed_because}",
            )
        ),
        "stakeholders": written.stakeholders,
        "risks": "\n".join(written.risks),
        "is_governed": True,
    }


def _cycle_start(site: Site, offset: int) -> date:
    return site.calendar.mondays(offset, 1)[0] + timedelta(days=DAY_OF_CYCLE)


def _test(site: Site, project: ImprovementProject, written: Written) -> None:
    by = site.person(written.doctor)
    for one in written.cycles:
        starts_on = _cycle_start(site, one.start_offset)
        ends_on = starts_on + timedelta(weeks=one.weeks)
        with at(site.moment_on(starts_on)):
            cycle = cycles.plan_cycle(
                project=project, question=one.question, prediction=one.prediction, scale=one.scale, by=by
            )
            cycle = cycles.start_cycle(cycle=cycle, by=by)
        if one.act:
            with at(site.moment_on(ends_on)):
                words = {"happened": one.happened, "learning": one.learning, "prediction_met": one.prediction_met}
                cycles.study_cycle(cycle=cycle, act=one.act, by=by, **words)


def _measure(site: Site, project: ImprovementProject, written: Written) -> None:
    """Measures are chosen as the project starts, with what was counted before; then each month adds its values."""
    by = site.person(written.doctor)
    begun_on = project.cohort.starts_on + timedelta(days=5)
    for one in written.measures:
        entries = [entry for entry in _entries(site, one) if entry.measured_on < site.calendar.today]
        with at(site.moment_on(begun_on)):
            measure = measures.add_measure(project=project, by=by, **_measure_fields(one))
        for _, month in groupby(entries, key=lambda entry: max(entry.measured_on, begun_on).replace(day=1)):
            values = list(month)
            with at(site.moment_on(values[-1].measured_on + timedelta(days=2))):
                measures.record_measurements(measure=measure, entries=values, by=by)
        with at(site.moment_on(entries[-1].measured_on + timedelta(days=3))):
            for again in one.recalculations:
                starts_on = site.calendar.end(again.month_offset)
                measures.recalculate(measure=measure, starts_on=starts_on, reason=again.reason, by=by)
            for ghost in one.ghosts:
                row = measure.measurements.get(measured_on=entries[ghost.value].measured_on)
                measures.ghost_measurement(measurement=row, reason=ghost.reason, by=by)


def _measure_fields(written: WrittenMeasure) -> dict[str, Any]:
    return {
        "name": written.name,
        "kind": written.kind,
        "definition": written.definition,
        "unit": written.unit,
        "source": written.source,
        "frequency": written.frequency,
        "direction": written.direction,
        "is_proportion": bool(written.numerators),
        "is_patient_experience": written.patient_experience,
        "target": written.target,
        "floor": written.floor,
        "ceiling": written.ceiling,
    }


def _entries(site: Site, written: WrittenMeasure) -> list[measures.Entry]:
    number = len(written.values or written.numerators)
    if written.frequency == "weekly":
        days = site.calendar.mondays(written.start_offset, number)
    else:
        days = [site.calendar.end(written.start_offset + month) for month in range(number)]
    if written.numerators:
        pairs = zip(days, written.numerators, written.denominators, strict=True)
        return [measures.Entry(day, numerator=over, denominator=under) for day, over, under in pairs]
    return [measures.Entry(day, value=value) for day, value in zip(days, written.values, strict=True)]


def _conclude(site: Site, project: ImprovementProject, written: Written) -> None:
    by = site.person(written.doctor)
    if written.paused_offset is not None:
        with at(site.moment(written.paused_offset, 20)):
            projects.pause_project(project=project, reason=site.dated(written.paused_because), by=by)
    if written.stopped_offset is not None:
        with at(site.moment(written.stopped_offset, 24)):
            learning = site.dated(f"{written.stopped_because}\n\n{written.learning_so_far}")
            projects.stop_project(project=project, learning=learning, by=by)
    if written.completed_offset is not None:
        with at(site.moment(written.completed_offset, 24)):
            learning = site.dated(written.learning_so_far)
            project = projects.complete_project(project=project, learning=learning, by=by)
        _sustain(site, project, written, by)


def _sustain(site: Site, project: ImprovementProject, written: Written, by: Person) -> None:
    kept = written.sustain
    if kept is None:
        return
    with at(site.moment(written.completed_offset or 0, 27)):
        review_on = site.calendar.month(kept.review_offset)
        words = {"owner": kept.owner, "spread": kept.spread, "benefits": kept.benefits}
        projects.sustain_project(project=project, review_on=review_on, by=by, **words)


def _document(site: Site, written: Written) -> None:
    """A finished project has its report, a completed one its poster too."""
    project, by = ImprovementProject.objects.get(title=written.title), site.person(written.doctor)
    ended = written.completed_offset if written.completed_offset is not None else written.stopped_offset
    if ended is None:
        return
    with at(site.moment(ended, 27)):
        report = pdf("Final report", project.title, project.problem, project.aim, project.learning)
        found_clean(add_document(project=project, kind=DocumentKind.REPORT, upload=report, by=by))
        if written.completed_offset is not None:
            picture = poster("Poster", project.title, project.aim, project.benefits)
            found_clean(add_document(project=project, kind=DocumentKind.POSTER, upload=picture, by=by))
