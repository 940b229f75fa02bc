"""The demonstration content holds together: counts, references, no empty text, no repeated descriptor."""

import re
import tomllib
from collections import Counter
from itertools import pairwise
from pathlib import Path

CONTENT = Path(__file__).resolve().parents[2] / "demo" / "content"
TRUSTS = ("lancashire", "blackpool")
GMC = re.compile(r"^[0-9]{7}$")


def load(*parts):
    with CONTENT.joinpath(*parts).open("rb") as source:
        return tomllib.load(source)


def competencies(trust):
    return [item for domain in load(trust, "framework.toml")["domains"] for item in domain["competencies"]]


def codes(trust):
    return {item["code"] for item in competencies(trust)}


def objective_codes(trust):
    return {item["code"] for item in load(trust, "framework.toml")["objectives"]}


def staff(trust):
    return {item["key"]: item for item in load(trust, "people.toml")["staff"]}


def tutors():
    return {
        tutor["key"]: tutor
        for university in load("universities.toml")["universities"]
        for tutor in university["tutors"]
    }


def words(text):
    return len(text.split())


def percentages(measure):
    if "values" in measure:
        return measure["values"]
    return [100 * n / d for n, d in zip(measure["numerators"], measure["denominators"], strict=True)]


def texts(node, path=""):
    if isinstance(node, dict):
        for name, value in node.items():
            yield from texts(value, f"{path}.{name}")
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from texts(value, f"{path}[{index}]")
    elif isinstance(node, str):
        yield path, node


def test_every_file_parses_and_no_text_is_empty():
    files = sorted(CONTENT.rglob("*.toml"))
    assert len(files) == 16
    for file in files:
        with file.open("rb") as source:
            for path, text in texts(tomllib.load(source)):
                assert text.strip(), f"{file.name}{path} is empty"
                assert "TODO" not in text and "lorem" not in text.lower(), f"{file.name}{path}"
                assert not re.search(r"\d{3}[ -]?\d{3}[ -]?\d{4}", text), f"{file.name}{path} looks like an NHS number"


def test_framework_counts():
    expected = {"lancashire": (4, 6, 4, 6, 27, 3, "proficiency"), "blackpool": (4, 4, 5, 4, 12, 2, "frequency")}
    for trust, (values, objectives, levels, domains, items, posts, kind) in expected.items():
        framework = load(trust, "framework.toml")
        assert len(framework["values"]) == values
        assert [o["code"] for o in framework["objectives"]] == [f"O{n}" for n in range(1, objectives + 1)]
        assert [level["position"] for level in framework["levels"]] == list(range(1, levels + 1))
        assert [d["code"] for d in framework["domains"]] == [f"D{n}" for n in range(1, domains + 1)]
        assert len(framework["role_targets"]) == posts
        assert framework["framework"]["scale_kind"] == kind
        assert len(competencies(trust)) == items == len(codes(trust))


def test_each_competency_is_whole():
    for trust in TRUSTS:
        framework = load(trust, "framework.toml")
        value_names = {value["name"] for value in framework["values"]}
        for number, domain in enumerate(framework["domains"], 1):
            expected = [f"{number}.{n}" for n in range(1, len(domain["competencies"]) + 1)]
            assert [item["code"] for item in domain["competencies"]] == expected
            for item in domain["competencies"]:
                assert set(item) == {
                    "code",
                    "title",
                    "statement",
                    "is_not",
                    "examples",
                    "question",
                    "values",
                    "objectives",
                    "descriptors",
                }
                assert len(item["examples"]) == 2
                assert item["question"].endswith("?")
                assert item["values"] and set(item["values"]) <= value_names
                linked = [link["code"] for link in item["objectives"]]
                assert linked and set(linked) <= objective_codes(trust) and len(linked) == len(set(linked))
                assert all(link["why_here"] for link in item["objectives"])
                assert len(item["descriptors"]) == len(framework["levels"])
                least = 15 if trust == "lancashire" else 10
                assert all(least <= words(text) <= 35 for text in item["descriptors"]), item["code"]


def test_every_value_and_objective_is_served():
    for trust in TRUSTS:
        framework = load(trust, "framework.toml")
        assert {name for item in competencies(trust) for name in item["values"]} == {
            v["name"] for v in framework["values"]
        }
        assert {link["code"] for item in competencies(trust) for link in item["objectives"]} == objective_codes(trust)


def test_no_sentence_of_the_frameworks_is_repeated():
    descriptors = [text for trust in TRUSTS for item in competencies(trust) for text in item["descriptors"]]
    assert len(descriptors) == 27 * 4 + 12 * 5
    assert len(set(descriptors)) == len(descriptors)
    for field in ("title", "statement", "is_not", "question"):
        found = [item[field] for trust in TRUSTS for item in competencies(trust)]
        assert len(set(found)) == len(found), field
    reasons = [link["why_here"] for trust in TRUSTS for item in competencies(trust) for link in item["objectives"]]
    assert len(set(reasons)) == len(reasons)


def test_role_targets_cover_every_competency():
    for trust in TRUSTS:
        framework = load(trust, "framework.toml")
        top = len(framework["levels"])
        for target in framework["role_targets"]:
            assert set(target["ranges"]) == codes(trust)
            assert all(1 <= low <= high <= top for low, high in target["ranges"].values())


def test_people():
    lancashire, blackpool = load("lancashire", "people.toml"), load("blackpool", "people.toml")
    assert (len(lancashire["doctors"]), len(lancashire["applicants"])) == (11, 5)
    assert len(blackpool["doctors"]) == 6
    roles = Counter(person["role"] for person in lancashire["staff"])
    assert roles == {
        "programme_director": 1, "medical_director": 1, "reviewer": 3, "hr_officer": 1,
        "trust_administrator": 1, "line_manager": 2, "mentor": 1,
    }  # fmt: skip
    everyone = []
    for trust, people in (("lancashire", lancashire), ("blackpool", blackpool)):
        posts = {target["post"] for target in load(trust, "framework.toml")["role_targets"]}
        for person in people["doctors"] + people.get("applicants", []):
            assert GMC.match(person["gmc_number"]), person["key"]
            assert staff(trust)[person["line_manager"]]["role"] == "line_manager"
        for person in people["doctors"]:
            assert staff(trust)[person["mentor"]]["role"] == "mentor"
            assert person["target_post"] in posts
        for person in people["doctors"] + people.get("applicants", []) + people["staff"]:
            assert person["email"].endswith(f"@{trust}.example")
            assert person["employee_number"].isdigit()
            everyone.append(person)
    for field in ("key", "email", "full_name", "employee_number"):
        found = [person[field] for person in everyone] + [t[field] for t in tutors().values() if field in t]
        assert len(set(found)) == len(found), field
    numbers = [person["gmc_number"] for person in everyone if "gmc_number" in person]
    assert len(set(numbers)) == len(numbers)
    assert any(number.startswith("0") for number in numbers)
    names = [person["full_name"] for person in everyone]
    assert any(" " not in name for name in names)
    assert any("-" in name and len(name) > 45 for name in names)
    assert any(re.search(r"\([\u0600-\u06ff]+\)", person.get("preferred_name", "")) for person in everyone)
    assert len(tutors()) == 2
    earlier = [
        doctor["name"] for cohort in load("lancashire", "earlier.toml")["cohorts"] for doctor in cohort["doctors"]
    ]
    assert len({*names, *earlier}) == len(names) + len(earlier)


def test_programme():
    for trust, total, places in (("lancashire", 60, 11), ("blackpool", 20, 6)):
        data = load(trust, "programme.toml")
        assert sum(module["credits"] for module in data["modules"]) == total
        assert data["cohort"]["places"] == places
        assert data["programme"]["framework"] == load(trust, "framework.toml")["framework"]["key"]
        assert sum(criterion["weight"] for criterion in data["criteria"]) == 100
        assert all(stage["start_offset"] <= stage["end_offset"] for stage in data["stages"])
        agreement = data["sharing_agreement"]
        assert agreement["trust"] == trust
        assert (
            agreement["university"]
            == data["programme"]["university"]
            == load("universities.toml")["universities"][0]["key"]
        )
        assert staff(trust)[agreement["signed_for_trust_by"]]["role"] == "medical_director"
        assert agreement["signed_for_university_by"] in tutors()
        assert {item["direction"] for item in agreement["classes"]} <= {
            "trust_to_university",
            "university_to_trust",
            "both",
        }
    programme = load("lancashire", "programme.toml")
    assert any(module["credits"] == 20 and module["kind"] == "project" for module in programme["modules"])
    assert programme["programme"]["weekly_pa_needed"] == 1.0
    assert len(programme["criteria"]) == 4
    modules = {module["code"] for trust in TRUSTS for module in load(trust, "programme.toml")["modules"]}
    assert {code for tutor in tutors().values() for code in tutor["modules"]} == modules
    for group in load("blackpool", "programme.toml")["action_learning"]["sets"]:
        assert staff("blackpool")[group["facilitator"]]["role"] == "mentor"
        assert len(group["ground_rules"]) >= 4


def test_applications_of_lancashire():
    people = load("lancashire", "people.toml")
    in_cohort = {person["key"] for person in people["doctors"]}
    applicants = in_cohort | {person["key"] for person in people["applicants"]}
    criteria = {criterion["key"] for criterion in load("lancashire", "programme.toml")["criteria"]}
    reviewers = {key for key, person in staff("lancashire").items() if person["role"] == "reviewer"}
    conflicts = {
        (c["applicant"], key) for key, person in staff("lancashire").items() for c in person.get("conflicts", [])
    }
    assert len(conflicts) == 1
    applications = load("lancashire", "applications.toml")["applications"]
    assert len(applications) == 16
    assert {application["applicant"] for application in applications} == applicants
    spread = {}
    for application in applications:
        key = application["applicant"]
        assert 120 <= words(application["commitment"]) <= 200, key
        assert 120 <= words(application["insight"]) <= 200, key
        assert 40 <= words(application["work_plan"]) <= 80, key
        assert 0.75 <= sum(slot["programmed_activities"] for slot in application["week"]) <= 1.25, key
        for slot in application["week"]:
            assert slot["day"] in {"monday", "tuesday", "wednesday", "thursday", "friday"}
            assert slot["session"] in {"am", "pm"}
            assert 0.25 <= slot["programmed_activities"] <= 1
            assert slot["activity"] and slot["cover"]
        expected = {name for name in reviewers if (key, name) not in conflicts}
        assert {review["reviewer"] for review in application["reviews"]} == expected, key
        assert len(application["reviews"]) == len(expected)
        for review in application["reviews"]:
            assert set(review) - {"reviewer", "comment"} == criteria
            for criterion in criteria:
                assert 1 <= review[criterion]["score"] <= 5
                assert review[criterion]["reason"][-1] in ".?"
        spread[key] = max(
            max(r[c]["score"] for r in application["reviews"]) - min(r[c]["score"] for r in application["reviews"])
            for c in criteria
        )
    assert {key for key, gap in spread.items() if gap >= 3} == {"suryani", "dimitrios-papadakis"}
    outcome = {application["applicant"]: application["decision"]["outcome"] for application in applications}
    assert Counter(outcome.values()) == {"offer": 11, "reserve": 2, "decline": 2, "withdrawn": 1}
    assert {key for key, value in outcome.items() if value == "offer"} == in_cohort
    positions = [a["decision"]["reserve_position"] for a in applications if a["decision"]["outcome"] == "reserve"]
    assert sorted(positions) == [1, 2]


def test_applications_of_blackpool_are_in_progress():
    doctors = {person["key"] for person in load("blackpool", "people.toml")["doctors"]}
    criteria = {criterion["key"] for criterion in load("blackpool", "programme.toml")["criteria"]}
    applications = load("blackpool", "applications.toml")["applications"]
    assert Counter(application["state"] for application in applications) == {"draft": 4, "submitted": 1}
    assert {application["applicant"] for application in applications} < doctors
    for application in applications:
        assert all(section in application for section in application["sections_done"])
        assert "decision" not in application
        assert ("reviews" in application) == (application["state"] == "submitted")
        for review in application.get("reviews", []):
            assert staff("blackpool")[review["reviewer"]]["role"] == "reviewer"
            assert set(review) == {"reviewer", *criteria}
    assert any("commitment" not in application for application in applications)


def test_one_doctor_gives_up_a_place_and_the_first_on_the_reserve_list_takes_it():
    decided = {item["applicant"]: item["decision"] for item in load("lancashire", "applications.toml")["applications"]}
    assert [key for key, decision in decided.items() if "withdrew_because" in decision] == ["gareth-pryce-evans"]
    assert [key for key, decision in decided.items() if "reserve_reason" in decision] == ["tan-wei-ling"]
    assert decided["tan-wei-ling"]["outcome"] == "offer"


def test_what_goes_on_lately_names_people_and_competencies_there_are():
    for trust in TRUSTS:
        written = load(trust, "lately.toml")
        people = load(trust, "people.toml")
        known = {one["key"] for group in people.values() for one in group}
        for item in written.get("proposals", []):
            assert {item["doctor"], item["sponsor"]} <= known
            assert set(item["competencies"]) <= codes(trust) and item["objective"] in objective_codes(trust)
        assert {written[name]["person"] for name in ("hold", "erasure", "undelivered") if name in written} <= known
        assert {item["applicant"] for item in written.get("staged", [])} <= known
        for item in written["invitations"]:
            assert item["email"].endswith(f"@{trust}.example")
    version = load("lancashire", "lately.toml")["next_version"]
    assert {item["code"] for item in version["reworded"]} <= codes("lancashire")
    assert not {item["code"] for item in version["added"]} & codes("lancashire")


def test_no_sentence_somebody_wrote_is_found_twice():
    written = Counter()
    for trust in TRUSTS:
        for name in ("applications", "assessments", "projects", "lately"):
            file = CONTENT / trust / f"{name}.toml"
            if file.exists():
                with file.open("rb") as source:
                    written.update(text.strip() for _, text in texts(tomllib.load(source)) if words(text) > 7)
    assert [text for text, times in written.items() if times > 1] == []


def test_assessments():
    known = codes("lancashire")
    doctors = {person["key"] for person in load("lancashire", "people.toml")["doctors"]}
    assessments = load("lancashire", "assessments.toml")["assessments"]
    assert {assessment["doctor"] for assessment in assessments} == doctors and len(assessments) == 11
    falls = 0
    for assessment in assessments:
        baseline, midpoint = assessment["baseline"], assessment["midpoint"]
        assert set(baseline["levels"]) == known == set(baseline["importance"])
        assert set(baseline["levels"].values()) <= {0, 1, 2, 3, 4}
        assert set(baseline["importance"].values()) <= {1, 2, 3, 4}
        assert 6 <= len(baseline["reasons"]) <= 10 and set(baseline["reasons"]) <= known
        assert 2 <= len(assessment["evidence"]) <= 4
        for item in assessment["evidence"]:
            assert item["title"] and item["description"] and set(item["competencies"]) <= known
            assert ("url" in item) != ("note" in item)
        assert 2 <= len(assessment["goals"]) <= 3
        for goal in assessment["goals"]:
            assert (
                goal["text"]
                and goal["competencies"]
                and set(goal["competencies"]) <= known
                and goal["due_in_months"] > 0
            )
        assert set(midpoint["reasons"]) <= set(midpoint["levels"]) <= known
        assert (set(midpoint["levels"]) == known) is midpoint["finished"]
        for code, level in midpoint["levels"].items():
            assert level in range(5)
            assert -1 <= level - baseline["levels"][code] <= 2, (assessment["doctor"], code)
            falls += baseline["levels"][code] == 4 and level == 3
        then = midpoint.get("retrospective_baseline")
        assert then is None or (set(then) == known and set(then.values()) <= {0, 1, 2, 3, 4})
    assert [a["doctor"] for a in assessments if not a["midpoint"]["finished"]] == ["tan-wei-ling"]
    assert sum("retrospective_baseline" in a["midpoint"] for a in assessments) >= 3
    assert falls >= 4


def limits(points):
    mean = sum(points) / len(points)
    moving = [abs(b - a) for a, b in pairwise(points)]
    return mean, 2.66 * sum(moving) / len(moving)


def longest_run(points):
    mean, _ = limits(points)
    best = run = last = 0
    for point in points:
        side = (point > mean) - (point < mean)
        run = run + 1 if side and side == last else int(side != 0)
        last = side
        best = max(best, run)
    return best


def test_projects():
    known, objectives, now = (
        codes("lancashire"),
        objective_codes("lancashire"),
        load("lancashire", "programme.toml")["programme"]["now_offset"],
    )
    doctors = [person["key"] for person in load("lancashire", "people.toml")["doctors"]]
    projects = load("lancashire", "projects.toml")["projects"]
    assert sorted(project["doctor"] for project in projects) == sorted(doctors)
    assert {project["objective"] for project in projects} == objectives - {"O4"}
    assert Counter(project["state"] for project in projects) == {"running": 8, "complete": 1, "stopped": 1, "paused": 1}
    keys = [measure["key"] for project in projects for measure in project["measures"]]
    assert len(set(keys)) == len(keys) and len({project["key"] for project in projects}) == 11
    for project in projects:
        name = project["key"]
        sponsor = staff("lancashire")[project["sponsor"]]
        assert sponsor.get("sponsor") or sponsor["role"] == "medical_director"
        assert project["competencies"] and set(project["competencies"]) <= known
        assert 80 <= words(project["problem"]) <= 120, name
        assert 40 <= words(project["patients_experience"]["text"]) <= 80, name
        assert 3 <= len(project["team"]) <= 5
        assert all(set(member) == {"name", "profession", "part"} for member in project["team"])
        assert project["risks"] and project["learning_so_far"]
        assert 2 <= len(project["cycles"]) <= 4
        assert [cycle["number"] for cycle in project["cycles"]] == list(range(1, len(project["cycles"]) + 1))
        starts = [cycle["start_offset"] for cycle in project["cycles"]]
        assert starts == sorted(starts) and starts[-1] < now
        for cycle in project["cycles"]:
            assert all(cycle[field] for field in ("scale", "question", "prediction"))
            if "act" not in cycle:  # runs still
                assert cycle is project["cycles"][-1] and project["state"] == "running"
                continue
            assert cycle["act"] in {"adopt", "adapt", "abandon"}
            assert cycle["prediction_met"] in {"yes", "partly", "no"}
            assert cycle["happened"] and cycle["learning"]
        outcomes = [measure for measure in project["measures"] if measure["kind"] == "outcome"]
        assert len(outcomes) == 1
        aim = project["aim_fields"]
        assert aim["measure"] == outcomes[0]["key"] and aim["direction"] == outcomes[0]["direction"]
        assert aim["target"] == outcomes[0]["target"]
        assert (aim["target"] > aim["baseline"]) is (aim["direction"] == "increase")
        assert project["aim"].startswith(aim["direction"].title())
        for measure in project["measures"]:
            assert measure["kind"] in {"outcome", "process", "balancing"}
            assert measure["direction"] in {"increase", "decrease", "neutral"}
            assert measure["frequency"] in {"monthly", "weekly"}
            assert all(measure[field] for field in ("name", "unit", "definition", "source"))
            assert ("values" in measure) != ("numerators" in measure)
            if "numerators" in measure:
                assert len(measure["numerators"]) == len(measure["denominators"])
                assert all(
                    0 <= n <= d and d > 0 for n, d in zip(measure["numerators"], measure["denominators"], strict=True)
                )
            points = percentages(measure)
            assert 9 <= len(points) <= 44, measure["key"]
            months = len(points) if measure["frequency"] == "monthly" else len(points) * 12 / 52
            now_or_to_come = 0 if measure["frequency"] == "monthly" else 1.2  # weeks are drawn as far as they are past
            assert measure["start_offset"] + months <= now + now_or_to_come, measure["key"]
            assert all(point >= measure["floor"] for point in points)
            if "ceiling" in measure:
                assert all(point <= measure["ceiling"] for point in points)


def test_the_charts_say_what_the_stories_say():
    measures = {m["key"]: m for project in load("lancashire", "projects.toml")["projects"] for m in project["measures"]}
    restraint = percentages(measures["restraint-rate"])
    assert len(restraint) == 36
    assert all(point < sum(restraint) / 36 for point in restraint[-8:]), (
        "eight months below the mean after the second cycle"
    )
    lonely = percentages(measures["carer-loneliness"])
    mean, reach = limits(lonely)
    assert longest_run(lonely) < 7 and all(abs(point - mean) <= reach for point in lonely)
    assert len(percentages(measures["days-to-page"])) < 13
