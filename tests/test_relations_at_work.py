"""What the relations of packs promise, held against the engine: random children of a pack, on random records."""

from __future__ import annotations

from random import Random

import pytest
from pack_families import child, head, written
from small_packs import rule

import youzhi_rules as yz
from youzhi_rules.errors import InheritanceError
from youzhi_rules.loading import load_pack

pytestmark = pytest.mark.long

RURAL = (
    "{{rural: {{title: {{zh: 乡村, en: Rural}}, applies_to: {{location: rural}}, until: {}-12-31, at_most: 1800, "
    "clause: 第9条}}}}"
)
OLD = (
    "{old: {title: {zh: 旧校, en: Old}, when: built_year <= 2010, given: {room: {value: 60, unit: 平方米}}, "
    "clause: 第9条}}"
)
SCOPES = ("compulsory", "measured", "juniors", "all", "rural")
WHOM = (
    "{stage: primary}", "{location: rural}", "[{location: rural}, {boarding: true}]", "{students: {less_than: 200}}",
    "{county: 甲县}",
)  # fmt: skip
STRENGTHS = ("required", "required", "recommended", "component", "target")
CHANGES: dict[str, dict[str, tuple[str, ...]]] = {
    "teachers": {
        "at_least": ("{primary: 4.5, junior: 5, senior: 5}", "{primary: 4, junior: 4, senior: 5}", "5", "4"),
        "more_than": ("{primary: 4, junior: 5, senior: 5}",),
        "scope": SCOPES,
        "applies_to": WHOM,
        "strength": STRENGTHS,
    },
    "computers": {"at_least": ("2.5", "1.5", "2.0"), "scope": SCOPES, "applies_to": WHOM},
    "quota": {
        "quota": (
            "{of: [computers, teachers], met: 2}",
            "{of: [teachers, computers], met: 1, rest_at_least: 90%}",
            "{of: [teachers], met: 1}",
            "{of: [teachers, computers], met: 1}",
        ),
        "scope": SCOPES,
    },
    "spread": {
        "at_most": ("0.45", "{primary: 0.3, junior: 0.3}", "{primary: 0.6, junior: 0.45}"),
        "dispersion": ("{of: [teachers], weight: students, by: stage}",),
        "scope": SCOPES,
    },
    "rooms": {
        "given": (
            "{room: {value: 96, unit: 平方米}}",
            "{room: {value: 80, unit: 平方米}}",
            "{per: {value: 10, unit: 班}}",
            "{room: {value: 80, unit: 平方米}, per: {value: 10, unit: 班}}",
        ),
        "more_than": ("ceil(school.classes / per)",),
        "scope": SCOPES,
        "applies_to": WHOM,
        "strength": STRENGTHS,
        "relief": (OLD,),
    },
    "scale": {
        "at_most": (
            "{by: school_kind, primary: 900, junior: 1000, nine_year: 1500}",
            "{by: school_kind, primary: 1000, junior: 1000}",
            "1000",
            "{by: school_kind, primary: 1000, junior: 1000, nine_year: 1500, special: 100}",
        ),
        "relief": (RURAL.format(2025),),
        "scope": SCOPES,
        "applies_to": WHOM,
    },
    "funds": {
        "given": ("{pupils: {value: 200, unit: 人}}", "{pupils: {value: 60, unit: 人}}"),
        "when": ("sum(students) < pupils and boarding", "sum(students) < pupils or boarding"),
        "applies_to": WHOM,
    },
    "order": {
        "attested": ("has_charter", "[has_charter, teaching_order, curriculum_complete]"),
        "scope": SCOPES,
        "applies_to": WHOM,
    },
    "culture": {"at_least": ("优秀", "合格"), "more_than": ("合格",), "scope": SCOPES, "strength": STRENGTHS},
    "nearby": {"at_least": ("95%", "{primary: 100%}", "100%"), "applies_to": ("{county: 甲县}",)},
    "goal": {"due": ("2025", "2027"), "strength": ("required", "recommended")},
}
PARENT = (
    head("upper", None)
    + """\
groups:
  main: {zh: 主体, en: Main, decides: recognition}
scopes:
  compulsory: {stage: [primary, junior], except: [{school_kind: vocational}], clause: 第1条}
  measured:
    stage: [primary, junior]
    except: [{school_kind: [special, vocational]}, {students: {less_than: 50}}]
    clause: 第1条
  juniors: {stage: junior, clause: 第1条}
  all: {stage: [primary, junior, senior], clause: 第1条}
  rural: {stage: [primary, junior], location: rural, clause: 第1条}
rules:
"""
    + rule(
        "teachers",
        level="section",
        scope="measured",
        measure="100 * teachers / students",
        unit="人/百名学生",
        at_least="{primary: 4, junior: 5, senior: 5}",
        strength="component",
    )
    + rule(
        "computers",
        level="section",
        scope="measured",
        measure="100 * multimedia_classrooms / students",
        unit="间/百名学生",
        at_least="2",
        strength="component",
    )
    + rule("quota", level="section", scope="measured", quota="{of: [teachers, computers], met: 1, rest_at_least: 85%}")
    + rule(
        "spread",
        level="county",
        scope="measured",
        dispersion="{of: [teachers, computers], weight: students, by: stage}",
        unit="比例",
        at_most="{primary: 0.50, junior: 0.45}",
    )
    + rule(
        "rooms",
        level="school",
        scope="compulsory",
        given="{room: {value: 90, unit: 平方米}, per: {value: 12, unit: 班}}",
        measure="count(music_room_areas >= room)",
        unit="间",
        at_least="ceil(school.classes / per)",
    )
    + rule(
        "scale",
        level="school",
        scope="compulsory",
        measure="sum(students)",
        unit="人",
        at_most="{by: school_kind, primary: 1000, junior: 1000, nine_year: 1500}",
        relief=RURAL.format(2026),
    )
    + rule(
        "funds",
        level="school",
        scope="compulsory",
        given="{pupils: {value: 100, unit: 人}}",
        when="sum(students) < pupils",
        measure="public_funds_budget",
        unit="元",
        at_least="pupils * sum(students * county.funds_base_per_pupil) / sum(students)",
    )
    + rule("order", level="school", scope="compulsory", attested="[has_charter, teaching_order]")
    + rule("culture", level="school", scope="compulsory", graded="campus_culture_grade", at_least="良好")
    + rule(
        "nearby",
        level="county",
        by="stage",
        measure="nearby_enrolment",
        unit='"%"',
        at_least="{primary: 100%, junior: 95%}",
    )
    + rule("goal", level="county", attested="layout_ok", due="2026", strength="target")
)
STAGES = {
    "primary": ("primary",), "junior": ("junior",), "nine_year": ("primary", "junior"),
    "complete_secondary": ("junior", "senior"), "special": ("primary",), "vocational": ("junior",),
}  # fmt: skip
COUNTS = {"component": 1, "recommended": 1, "target": 2, "required": 3}
"""How much it comes to when a rule fails; a target before its date, or without one, is no more than recommended."""


def random_child(dice, root):
    """A child that changes some rules, each with the relation that is true; and these relations by rule."""
    changes: dict[str, dict[str, str]] = {}
    for name in dice.sample(list(CHANGES), dice.randint(2, 5)):
        options = CHANGES[name]
        keys = dice.sample(list(options), min(len(options), dice.choice((1, 1, 2))))
        if len({"at_least", "more_than"} & set(keys)) > 1:
            keys.remove("more_than")
        changes[name] = {key: dice.choice(options[key]) for key in keys}
    relations = dict.fromkeys(changes, "replaces")
    try:
        load_pack(written(root, upper=PARENT, lower=child(body(changes, relations))))
    except InheritanceError as error:
        for fault in error.faults:
            if "found" in fault.params:
                relations[fault.params["rule"]] = fault.params["found"]
    if dice.random() < 0.5:  # a child that is nowhere easier, whose counties can be compared as a whole
        relations = {name: each for name, each in relations.items() if each in {"tightens", "restates"}}
        changes = {name: changes[name] for name in relations} or {"goal": {"due": "2025"}}
        relations = relations or {"goal": "tightens"}
    return load_pack(written(root, lower=child(body(changes, relations)))), relations


def body(changes, relations):
    """Amendments in YAML."""
    lines = ["rules:"]
    for name, keys in changes.items():
        lines += [
            f"  {name}:",
            f"    relation: {relations[name]}",
            "    authority: 某文",
            "    reason: {zh: 因, en: Why}",
            "    clause: 第2条",
        ]
        lines += [f"    {key}: {value}" for key, value in keys.items()]
    return "\n".join(lines) + "\n"


def random_records(dice, gaps):
    """Three counties of five schools, on and around the limits, with some figures missing."""
    rows, areas = [], []

    def put(row, **cells):
        row |= {key: value for key, value in cells.items() if dice.random() >= gaps}

    for county in ("甲县", "乙县", "丙县"):
        area = {"county": county, "level": "county"}
        put(area, funds_base_per_pupil=10, layout_ok=dice.choice((True, False)))
        put(
            area,
            nearby_enrolment_primary=dice.choice(("100%", "99%", "95%")),
            nearby_enrolment_junior=dice.choice(("100%", "95%", "94%")),
        )
        areas.append(area)
        for number in range(5):
            kind = dice.choice(list(STAGES))
            school = {"county": county, "school": f"{county}{number}"}
            put(
                school,
                school_kind=kind,
                location=dice.choice(("urban", "rural")),
                boarding=dice.choice((True, False)),
                built_year=dice.choice((2009, 2010, 2011)),
                music_room_areas=dice.choice(("", "90", "96", "60、60", "90、96", "95、80")),
                public_funds_budget=dice.choice((1000, 999, 2000, 600)),
                has_charter=dice.random() < 0.8,
                teaching_order=dice.random() < 0.8,
                curriculum_complete=dice.random() < 0.8,
                campus_culture_grade=dice.choice(("合格", "良好", "优秀")),
            )
            for stage in STAGES[kind]:
                row = school | {"stage": stage}
                put(
                    row,
                    students=dice.choice((49, 50, 99, 100, 200, 500, 900, 1000, 1001)),
                    classes=dice.choice((6, 10, 12, 13)),
                )
                pupils = row.get("students", 100)
                put(
                    row,
                    teachers=pupils * dice.choice((34, 36, 40, 45, 50)) // 1000,
                    multimedia_classrooms=pupils * dice.choice((10, 17, 20, 25)) // 1000,
                )
                rows.append(row)
    return rows, areas


def statuses(pack, records, day):
    """Status by rule and unit, with how much a failure counts; and the result."""
    result = yz.evaluate(records[0], pack, records[1], as_of=day)
    found = {}
    for outcome in result.to_dicts():
        weight = COUNTS[outcome["strength"]] if outcome["strength"] != "target" or outcome["due"] else 1
        failed = {"unmet": weight, "not_due": 1}.get(outcome["status"], 0)
        unit = (outcome["rule"], outcome["county"], outcome["school"], outcome["stage"])
        found[unit] = (outcome["status"], failed)
    return found, result


@pytest.mark.parametrize("seed", range(24))
def test_the_engine_keeps_what_relations_promise(tmp_path, seed):
    """Restated and untouched rules agree everywhere; what fails a rule fails one that tightens it, whatever is missing.

    And whatever passes the tighter one passes the parent's, where nothing is missing; of looser ones the reverse holds.
    """
    dice = Random(seed)  # noqa: S311 - cases to try
    pack, relations = random_child(dice, tmp_path)
    parent = load_pack(tmp_path / "upper")
    counted = {"teachers", "computers"} & relations.keys()
    seen = 0
    for gaps, day in ((0, None), (0, "2026-06-30"), (0.15, None), (0.3, "2025-12-31")):
        records = random_records(dice, gaps)
        (new, result), (old, above) = statuses(pack, records, day), statuses(parent, records, day)
        for unit in old.keys() | new.keys():
            name = "spread" if unit[0].endswith("_cv") else unit[0]
            relation = relations.get(name, "restates")
            if (
                name == "quota"
                and counted
                and (relation == "replaces" or {relations[each] for each in counted} - {"tightens", "restates"})
            ):
                continue
            if name == "quota" and counted:
                relation = {"restates": "tightens", "tightens": "tightens"}.get(relation, "replaces")
            mine, its = new.get(unit, ("not_applicable", 0)), old.get(unit, ("not_applicable", 0))
            seen += 1
            if relation == "restates":
                assert mine == its, (unit, mine, its)
            elif relation != "replaces":
                strict, easy = (mine, its) if relation == "tightens" else (its, mine)
                # What is not due may be unknown as well as unmet: it counts as the more of both, and asks for the less.
                assert strict[1] >= (0 if easy[0] == "not_due" else easy[1]), (unit, relation, mine, its)
                assert gaps or strict[0] != "met" or easy[0] in {"met", "not_applicable"}, (unit, relation, mine, its)
        if set(relations.values()) <= {"tightens", "restates"}:
            for county in above.counties:
                its, mine = above.counties[county], result.counties[county]
                assert its.status != "unmet" or mine.status == "unmet"
                for group, status in its.groups.items():
                    assert status != "unmet" or mine.groups[group] == "unmet"
    assert seen > 100
