"""A pack takes over what its parent has, names what it changes, and is refused where what it says of that is not so."""

from __future__ import annotations

from fractions import Fraction

import pytest
from pack_families import PARENT, broken, child, faults, head, lower, place, written

import youzhi_rules as yz
from youzhi_rules.errors import InheritanceError, PackError
from youzhi_rules.inheritance import FAULTS
from youzhi_rules.loading import load_pack
from youzhi_rules.plan import rules_of
from youzhi_rules.planning import plan_of

REASON = "reason: {zh: 依本地实际, en: As things are here}"
TIGHTER = "rules:\n  training: {relation: tightens, at_least: 7%, clause: 三（三）}\n"


# -- what is taken over ------------------------------------------------------------------------------------------


def number(rule):
    """The one number a rule is held against."""
    assert rule is not None
    bound = rule.bound
    assert bound is not None
    return bound[1].number


def test_everything_of_the_parent_is_taken_over(tmp_path):
    """Rules in their order, tasks, groups, scopes, facts and the split of the parent are those of the child."""
    pack, parent = lower(tmp_path, ""), load_pack(tmp_path / "upper")
    assert list(pack.rules) == list(parent.rules) == ["teachers", "training", "rooms", "quota", "layout"]
    assert (pack.rules, pack.tasks, pack.groups, pack.scopes) == (
        parent.rules,
        parent.tasks,
        parent.groups,
        parent.scopes,
    )
    assert (pack.facts, pack.split) == (parent.facts, parent.split)
    assert {rule.pack for rule in pack.rules.values()} == {"upper"}
    assert [(each.id, each.version, each.state) for each in pack.lineage] == [("upper", "2.0.0", "in_force")]
    assert (pack.id, pack.extends, pack.removed, pack.amendments) == ("lower", "upper", {}, {})


def test_a_changed_rule_has_the_rest_of_the_old_one(tmp_path):
    """Only what is written changes; the clause is that of the pack that sets the value, and older notes stay."""
    pack = lower(tmp_path, TIGHTER)
    old, new = load_pack(tmp_path / "upper").rules["training"], pack.rules["training"]
    assert (number(new), new.clause, new.pack) == (Fraction(7, 100), "三（三）", "lower")
    assert (new.title, new.measure, new.scope, new.strength, new.group) == (
        old.title, old.measure, old.scope, old.strength, old.group,
    )  # fmt: skip
    assert new.place.file == "lower/pack.yaml"
    assert new.places["at_least"].file == "lower/pack.yaml"
    assert new.places["measure"].file == "upper/pack.yaml"
    assert list(pack.rules) == list(load_pack(tmp_path / "upper").rules)


def test_new_rules_follow_those_of_the_parent(tmp_path):
    """A rule of a new id is written whole, needs no relation, and stands after the inherited ones."""
    body = """\
rules:
  pay:
    {title: {zh: 工资, en: Pay}, group: main, level: county, attested: performance_pay_full, strength: required,
     clause: 一}
tasks:
  inspection: {zh: 督导计划, en: A plan of inspections, level: county, clause: 二}
"""
    pack = lower(tmp_path, body)
    assert list(pack.rules)[-1] == "pay"
    assert list(pack.tasks) == ["yearly_plan", "town_files", "inspection"]
    assert pack.rules["pay"].pack == "lower"
    assert [link.relation for link in pack.rules["pay"].chain] == ["defines"]


def test_constants_are_replaced_one_by_one(tmp_path):
    """A constant that is not written keeps the value of the parent."""
    body = "rules:\n  rooms: {relation: tightens, given: {room: {value: 100, unit: 平方米}}, clause: 四}\n"
    given = lower(tmp_path, body).rules["rooms"].given
    assert {name: each.value for name, each in given.items()} == {"room": 100, "per": 12}


LIMIT = place(PARENT, "at_least: 5%", "5%", "upper")
RULE = place(PARENT, "  training:", "training", "upper")
TRUE = {
    "restates": "training: {relation: restates, at_least: 0.05, clause: 一}",
    "tightens": "training: {relation: tightens, at_least: 5.1%, clause: 一}",
    "loosens": "training: {relation: loosens, authority: 某省〔2020〕2号第3条, at_least: 4.9%, clause: 一}",
    "replaces": f"training: {{relation: replaces, {REASON}, level: school, at_most: 5%, clause: 一}}",
    "removes": f"training: {{relation: removes, {REASON}, clause: 一}}",
}


@pytest.mark.parametrize("relation", TRUE)
def test_a_relation_that_is_so_is_accepted(tmp_path, relation):
    """Each of the five relations is taken where it holds, and stands in the chain with the clause."""
    pack = lower(tmp_path, f"rules:\n  {TRUE[relation]}\n")
    link = pack.removed["training"] if relation == "removes" else pack.rules["training"].chain[-1]
    assert (link.pack, link.relation, link.clause) == ("lower", relation, "一")
    assert ("training" in pack.rules) == (relation != "removes")
    assert (link.authority is not None) == (relation == "loosens")
    assert (link.reason is not None) == (relation in {"replaces", "removes"})


def test_what_is_restated_is_still_decided_by_the_parent(tmp_path):
    """A restated rule keeps pack and clause of the one that set its value; the chain tells who repeats it and where."""
    pack = lower(tmp_path, f"rules:\n  {TRUE['restates']}\n")
    rule = pack.rules["training"]
    assert (rule.pack, rule.clause) == ("upper", "第3条")
    assert [(link.pack, link.clause) for link in rule.chain] == [("upper", "第3条"), ("lower", "一")]


@pytest.mark.parametrize("claimed", ["restates", "tightens", "loosens", "replaces"])
@pytest.mark.parametrize("actual", ["restates", "tightens", "loosens", "replaces"])
def test_a_relation_that_is_not_so_is_refused(tmp_path, claimed, actual):
    """Where what is claimed differs from what is true, the fault names both places and the truth."""
    if claimed == actual:
        return
    line = TRUE[actual].replace(f"relation: {actual}", f"relation: {claimed}")
    line = line.replace(
        "clause: 一", f"authority: 某文, {REASON}, clause: 一" if actual == "tightens" else "clause: 一"
    )
    if actual in {"restates", "loosens"} and claimed == "replaces":
        line = line.replace("clause: 一", f"{REASON}, clause: 一")
    if actual in {"restates", "replaces"} and claimed == "loosens":
        line = line.replace("clause: 一", "authority: 某文, clause: 一")
    body = f"rules:\n  {line}\n"
    [fault] = faults(tmp_path, body)
    codes = {"restates": "relation-no-change"} if actual == "restates" else {}
    assert fault.code == codes.get(actual, "restates-changed" if claimed == "restates" else "relation-not-so")
    assert (LIMIT if actual != "restates" else RULE) in fault.say()
    assert fault.params["found"] == actual
    assert str(fault.place).startswith("lower/pack.yaml:8:")


# -- faults ------------------------------------------------------------------------------------------------------

WITH_PARENT = {
    "relation-missing": (
        (
            "rules:\n  layout:\n    {title: {zh: 布, en: L}, group: main, level: county, attested: layout_ok, "
            "strength: required, clause: 一}\n"
        ),
        "layout:", place(PARENT, "  layout:", "layout", "upper"), "rules.layout",
    ),
    "relation-rule-unknown": (
        "rules:\n  trainings: {relation: tightens, at_least: 7%, clause: 一}\n", "trainings:", "training",
        "rules.trainings",
    ),
    "relation-not-so": (
        "rules:\n  training: {relation: tightens, at_least: 4%, clause: 一}\n", "4%", LIMIT,
        "rules.training.at_least",
    ),
    "relation-no-change": (
        "rules:\n  training: {relation: tightens, at_least: 5.0%, clause: 一}\n", "tightens", RULE,
        "rules.training.relation",
    ),
    "relation-authority-missing": (
        "rules:\n  training: {relation: loosens, at_least: 4%, clause: 一}\n", "loosens", "authority",
        "rules.training.relation",
    ),
    "relation-reason-missing": (
        "rules:\n  training: {relation: removes, clause: 一}\n", "removes", "reason", "rules.training.relation",
    ),
    "relation-removes-more": (
        f"rules:\n  training: {{relation: removes, {REASON}, at_least: 7%, clause: 一}}\n", "7%", "at_least",
        "rules.training.at_least",
    ),
    "restates-changed": (
        "rules:\n  rooms: {relation: restates, given: {room: {value: 90, unit: 平方米}}, clause: 一}\n", "{value: 90",
        place(PARENT, "{value: 96", name="upper"), "rules.rooms.given.room",
    ),
    "restates-unknown": ("restates: [trainin]\n", "trainin]", "“training”", "restates.trainin"),
    "restates-twice": (
        TIGHTER + "restates: {training: 一}\n", "training: 一", "lower/pack.yaml:8:3", "restates.training",
    ),
    "inherited-redefined": (
        "scopes:\n  compulsory: {stage: primary, clause: 一}\n", "compulsory:",
        place(PARENT, "compulsory: {", name="upper"), "scopes.compulsory",
    ),
    "split-weights-inherited": (
        "split: {of: [sports_area], by_pupils: {nine_year: {primary: 1, junior: 1}}, clause: 一}\n", "{nine_year",
        place(PARENT, "split:", name="upper"), "split.by_pupils",
    ),
    "split-joined-already": (
        "split: {of: [sports_area, teaching_area], clause: 一}\n", "teaching_area",
        place(PARENT, "split:", name="upper"), "split.of",
    ),
    "split-changes-rules": (
        "split: {of: [sports_area, teachers], clause: 一}\n", "teachers", "teachers", "split.of",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", WITH_PARENT)
def test_each_fault_between_a_pack_and_its_parent_is_placed(tmp_path, code):
    """Code, key, line and column in the child, and in its words the place in the parent or what is meant."""
    body, needle, says, key = WITH_PARENT[code]
    [fault] = faults(tmp_path, body)
    assert (fault.code, fault.key) == (code, key)
    assert str(fault.place) == place(child(body), needle)
    said = fault.to_dict()
    assert says in said["message"] + said["hint"]
    assert says in said["message_zh"] + said["hint_zh"]


def test_every_code_of_inheritance_is_tested():
    """No code is left without a test that provokes it."""
    others = {"relation-without-parent", "extends-cycle", "extends-faulty", "extends-unknown"}
    assert WITH_PARENT.keys() | others == FAULTS


def test_several_faults_are_told_at_once(tmp_path):
    """All that is wrong between two packs comes in one error, in the order of the file, with what else is wrong."""
    body = """\
rules:
  training: {relation: tightens, at_least: 4%, clause: 一}
  rooms: {relation: loosens, given: {room: {value: 90, unit: 平方米}}, clause: 一}
  nothing: {relation: removes, clause: 一}
  quota: {relation: tightens, quota: {of: [teachers, missing], met: 2}, clause: 一}
restates: [unheard]
"""
    found = faults(tmp_path, body)
    assert [fault.code for fault in found] == [
        "relation-not-so", "relation-authority-missing", "relation-rule-unknown", "rule-unknown", "restates-unknown",
    ]  # fmt: skip
    assert [fault.place.line for fault in found] == [8, 9, 10, 11, 12]


@pytest.mark.parametrize(
    ("section", "body"),
    [
        ("groups.main", "groups: {main: {zh: 别的, en: Other, decides: plan}}\n"),
        ("facts.hall_area", "facts: {hall_area: {zh: 礼堂, en: Hall, level: school, type: number, unit: 平方米}}\n"),
    ],
)
def test_what_surrounds_the_rules_cannot_be_redefined(tmp_path, section, body):
    """Groups and facts of the parent hold for its rules, so a child cannot give them another meaning."""
    found = [fault for fault in faults(tmp_path, body) if fault.code == "inherited-redefined"]
    assert [fault.key for fault in found] == [section]
    assert "upper/pack.yaml" in found[0].say()


def test_a_rule_of_a_parents_task_needs_a_relation_too(tmp_path):
    """A task of the parent's id is a fault, whether written as a rule or as a task."""
    body = "tasks: {yearly_plan: {zh: 年度计划, en: Plan, level: county, clause: 一}}\n"
    [fault] = faults(tmp_path, body)
    assert (fault.code, fault.key) == ("relation-missing", "tasks.yearly_plan")


def test_a_changed_rule_must_fit_together(tmp_path):
    """A limit for what is attested, or a measure without one, is a fault and not a rule that is silently lost."""
    stray = f"rules:\n  layout: {{relation: replaces, {REASON}, at_least: 5, clause: 一}}\n"
    [fault] = broken(written(tmp_path, upper=PARENT, lower=child(stray)))
    assert (fault.code, str(fault.place)) == ("rule-operator-stray", place(child(stray), "at_least: 5", "5"))
    bare = f"rules:\n  layout: {{relation: replaces, {REASON}, measure: county.students, unit: 人, clause: 一}}\n"
    [fault] = broken(written(tmp_path, upper=PARENT, lower=child(bare)))
    assert fault.code == "rule-operator-missing"
    many = f"rules:\n  layout: {{relation: replaces, {REASON}, at_least: 1, at_most: 2, clause: 一}}\n"
    assert "rule-operator-many" in [fault.code for fault in broken(written(tmp_path, upper=PARENT, lower=child(many)))]


def test_another_construct_replaces_the_whole_test(tmp_path):
    """What was measured can be attested instead: measure, limit and unit go, and it is called a replacement."""
    body = f"rules:\n  training: {{relation: replaces, {REASON}, attested: has_charter, clause: 一}}\n"
    rule = lower(tmp_path, body).rules["training"]
    assert (rule.attested, rule.measure, rule.bound, rule.unit) == (("has_charter",), None, None, None)
    assert plan_of(load_pack(tmp_path / "lower")) is not None


# -- packs without a parent, missing and faulty parents, circles --------------------------------------------------


def test_a_pack_without_a_parent_has_nothing_to_relate_to(tmp_path):
    """A relation or a restatement in a pack that extends nothing is a fault each."""
    body = PARENT.partition("rules:")[0].partition("groups:")[2]
    text = child("groups:" + body + TIGHTER + "restates:\n  rooms: 一\n", extends=None)
    found = broken(written(tmp_path, lower=text))
    assert [(fault.code, fault.key) for fault in found] == [
        ("relation-without-parent", "rules.training.relation"), ("relation-without-parent", "restates.rooms"),
    ]  # fmt: skip
    assert [str(fault.place) for fault in found] == [place(text, "training:"), place(text, "rooms: 一")]


def test_a_missing_parent_is_told_with_the_one_that_is_meant(tmp_path):
    """The fault stands at ``extends`` and names the near id."""
    text = head("lower", "national-2071")
    [fault] = broken(written(tmp_path, lower=text))
    assert fault.code == "extends-unknown"
    assert str(fault.place) == place(text, "national-2071")
    assert all("national-2017" in str(fault.to_dict()[word]) for word in ("hint", "hint_zh"))


def test_a_faulty_parent_is_told_with_its_faults(tmp_path):
    """The faults of the parent come first, each with its place there; then that the child cannot build on it."""
    folder = written(tmp_path, upper=PARENT.replace("strength: component", "strength: strong"), lower=child(TIGHTER))
    found = broken(folder)
    assert [fault.code for fault in found][-1] == "extends-faulty"
    assert found[0].place.file == "upper/pack.yaml"
    assert str(found[-1].place) == place(child(TIGHTER), "upper")
    assert {fault.code for fault in found[:-1]} == {"value-unknown"} or len(found) == 2


def test_a_parent_whose_meaning_is_faulty_is_told_too(tmp_path):
    """A formula of the parent that means nothing is a fault of the parent, in its own file."""
    folder = written(tmp_path, upper=PARENT.replace("100 * teachers", "100 * teacherz"), lower=child(TIGHTER))
    found = broken(folder)
    assert found[0].code == "formula-unknown-name"
    assert found[0].place.file == "upper/pack.yaml"


@pytest.mark.parametrize("names", [("a",), ("a", "b"), ("a", "b", "c")])
def test_packs_in_a_circle_are_refused(tmp_path, names):
    """A pack that builds on itself, over one, two or three steps, is told with the whole circle."""
    for name, above in zip(names, (*names[1:], names[0]), strict=True):
        written(tmp_path, **{name: head(name, above)})
    with pytest.raises(InheritanceError) as caught:
        load_pack(tmp_path / "a")
    [fault] = caught.value.faults
    assert fault.code == "extends-cycle"
    assert " → ".join((*names, names[0])) in fault.say()
    assert str(fault.place) == f"{names[-1]}/pack.yaml:4:10"


def test_a_child_of_a_circle_is_refused(tmp_path):
    """A pack outside the circle that builds on it is told the circle."""
    written(tmp_path, a=head("a", "b"), b=head("b", "a"), lower=head("lower", "a"))
    assert "extends-cycle" in [fault.code for fault in broken(tmp_path / "lower")]


# -- the chain ---------------------------------------------------------------------------------------------------


def test_the_chain_of_a_rule_spans_three_generations(tmp_path):
    """Each pack that said something of a rule is in its chain: relation, clause, keys, place, the rule of then."""
    middle = child(
        "rules:\n  training: {relation: tightens, at_least: 7%, clause: 二}\nrestates: {rooms: 三}\n", "middle"
    )
    last = child(
        "rules:\n  rooms: {relation: tightens, given: {per: {value: 10, unit: 班}}, clause: 五}\n"
        "restates: {training: 四}\n",
        extends="middle",
    )
    pack = load_pack(written(tmp_path, upper=PARENT, middle=middle, lower=last))
    chain = pack.rules["training"].chain
    assert [(link.pack, link.relation, link.clause, link.changed) for link in chain] == [
        ("upper", "defines", "第3条", ()),
        ("middle", "tightens", "二", ("at_least", "clause")),
        ("lower", "restates", "四", ()),
    ]
    assert [number(link.rule) for link in chain] == [Fraction(1, 20), Fraction(7, 100), Fraction(7, 100)]
    assert [str(link.place) for link in chain] == [
        RULE, place(middle, "training:", name="middle"), place(last, "training: 四"),
    ]  # fmt: skip
    assert (pack.rules["training"].pack, pack.rules["training"].clause) == ("middle", "二")
    assert [link.relation for link in pack.rules["rooms"].chain] == ["defines", "restates", "tightens"]
    assert (pack.rules["rooms"].pack, pack.rules["teachers"].pack) == ("lower", "upper")
    assert [link.pack for link in pack.rules["teachers"].chain] == ["upper"]
    assert [each.id for each in pack.lineage] == ["upper", "middle"]


def test_words_for_a_change_end_with_it(tmp_path):
    """Authority and reason belong to the pack that gave them: a later change does not carry them on."""
    middle = child(f"rules:\n  {TRUE['loosens']}\n", "middle")
    last = child("rules:\n  training: {relation: tightens, at_least: 9%, clause: 五}\n", extends="middle")
    pack = load_pack(written(tmp_path, upper=PARENT, middle=middle, lower=last))
    assert pack.rules["training"].authority is None
    assert pack.rules["training"].chain[1].authority == "某省〔2020〕2号第3条"


@pytest.mark.parametrize(
    ("body", "clause", "note"),
    [
        ("restates: [training]\n", None, None),
        ("restates: {training: 三（一）}\n", "三（一）", None),
        ("restates:\n  training: {clause: 三, note: {zh: 另见附件, en: See the annex}}\n", "三", "See the annex"),
        ("rules:\n  training: {relation: restates, clause: 三}\n", "三", None),
    ],
)
def test_what_is_repeated_can_be_listed_in_each_form(tmp_path, body, clause, note):
    """As a list, as a mapping to the clause or to more, or as a rule: it is the same rule as before."""
    pack = lower(tmp_path, body)
    rule = pack.rules["training"]
    assert rule == load_pack(tmp_path / "upper").rules["training"]
    link = rule.chain[-1]
    assert (link.pack, link.relation, link.clause) == ("lower", "restates", clause)
    assert (link.note.en if link.note else None) == note


# -- tasks -------------------------------------------------------------------------------------------------------


def test_a_task_can_be_changed_like_a_rule(tmp_path):
    """A task of the parent that is changed under ``rules`` is a rule of the same flag, in the group it had."""
    body = "rules:\n  yearly_plan: {relation: loosens, authority: 某文, strength: recommended, clause: 二}\n"
    pack = lower(tmp_path, body)
    rule = pack.rules["yearly_plan"]
    assert "yearly_plan" not in pack.tasks
    assert (rule.attested, rule.group, rule.strength) == (("yearly_plan",), "duties", "recommended")
    records = [{"county": "甲县", "school": "一小", "stage": "小学", "在校生数": 100}]
    result = yz.evaluate(records, pack, [{"county": "甲县", "制定年度计划": "否"}])
    assert [outcome["status"] for outcome in result.to_dicts(rule="yearly_plan")] == ["unmet"]
    again = load_pack(written(tmp_path, last=child("restates: {yearly_plan: 一}\n", "last", "lower")))
    assert [link.relation for link in again.rules["yearly_plan"].chain] == ["defines", "loosens", "restates"]
    assert plan_of(again).facts["yearly_plan"].type == "flag"


def test_a_task_can_be_removed(tmp_path):
    """A task that is removed is not judged any more, and the pack says why."""
    pack = lower(tmp_path, f"rules:\n  town_files: {{relation: removes, {REASON}, clause: 二}}\n")
    assert list(pack.tasks) == ["yearly_plan"]
    reason = pack.removed["town_files"].reason
    assert reason is not None
    assert reason.en == "As things are here"
    assert "town_files" not in [step.id for step in plan_of(pack).steps]


def test_a_restated_task_keeps_its_chain(tmp_path):
    """A task that is repeated stays a task, and its chain says where."""
    pack = lower(tmp_path, "restates: {yearly_plan: 三}\n")
    assert [(link.pack, link.relation, link.clause) for link in rules_of(pack)["yearly_plan"].chain] == [
        ("upper", "defines", "第7条"), ("lower", "restates", "三"),
    ]  # fmt: skip
    step = next(step for step in plan_of(pack).steps if step.id == "yearly_plan")
    assert len(step.rule.chain) == 2


def test_tasks_go_to_the_only_group_of_the_plan(tmp_path):
    """A child with a plan group of its own takes it for its own tasks; those of the parent stay where they were."""
    body = """\
groups: {ours: {zh: 本市任务, en: Our duties, decides: plan}}
tasks: {inspection: {zh: 督导计划, en: A plan of inspections, level: county, clause: 二}}
"""
    pack = lower(tmp_path, body)
    assert {name: task.group for name, task in pack.tasks.items()} == {
        "yearly_plan": "duties", "town_files": "duties", "inspection": "ours",
    }  # fmt: skip
    without = lower(tmp_path, body.partition("\n")[2])
    assert without.tasks["inspection"].group == "duties"


def test_removing_a_rule_that_a_quota_counts_is_a_fault(tmp_path):
    """A quota of the parent cannot count a rule that is gone: the fault names the quota and the rule."""
    body = f"rules:\n  teachers: {{relation: removes, {REASON}, clause: 二}}\n"
    found = broken(written(tmp_path, upper=PARENT, lower=child(body)))
    assert [fault.code for fault in found] == ["rule-unknown"]
    assert "teachers" in found[0].say()
    # Where the quota goes with it, all is well.
    both = body + f"  quota: {{relation: removes, {REASON}, clause: 二}}\n"
    assert list(lower(tmp_path, both).removed) == ["teachers", "quota"]


def test_a_rule_that_was_removed_can_be_written_anew(tmp_path):
    """Below the pack that removed it, the id is free: a new rule begins a chain of its own and is not gone."""
    middle = child(f"rules:\n  training: {{relation: removes, {REASON}, clause: 二}}\n", "middle")
    body = """\
rules:
  training:
    {title: {zh: 培训, en: Training}, group: main, level: county, attested: layout_ok, strength: required, clause: 一}
"""
    pack = load_pack(written(tmp_path, upper=PARENT, middle=middle, lower=child(body, extends="middle")))
    assert [link.relation for link in pack.rules["training"].chain] == ["defines"]
    assert list(pack.removed) == []
    assert list(load_pack(tmp_path / "middle").removed) == ["training"]


# -- digest, caches and states ------------------------------------------------------------------------------------


def test_the_digest_is_of_what_both_packs_say(tmp_path):
    """Comments and layout of either file change nothing; a value of the parent does, unless the child sets its own."""
    digest = lower(tmp_path / "", TIGHTER).digest
    spaced = child(
        TIGHTER.replace("{relation: tightens, at_least: 7%", "{relation: tightens,   at_least: 0.07") + "# 说明\n"
    )
    folder = written(tmp_path, upper="# 说明\n" + PARENT.replace("at_least: 5%", "at_least: 5.0%"), lower=spaced)
    assert load_pack(folder).digest == digest
    written(tmp_path, upper=PARENT.replace("value: 96", "value: 97 "))
    assert load_pack(folder).digest != digest
    written(tmp_path, upper=PARENT.replace("at_least: 5%", "at_least: 6% "))
    assert load_pack(folder).digest == digest


def test_a_change_in_the_parent_is_seen(tmp_path):
    """A child is read again when its parent's file has changed, also where it then no longer fits."""
    pack = lower(tmp_path, TIGHTER)
    folder = tmp_path / "lower"
    assert load_pack(folder) is pack
    written(tmp_path, upper=PARENT.replace("value: 96", "value: 100"))
    assert load_pack(folder).rules["rooms"].given["room"].value == 100
    written(tmp_path, upper=PARENT.replace("at_least: 5%", "at_least: 8.5%"))
    assert [fault.code for fault in broken(folder)] == ["relation-not-so"]
    (tmp_path / "upper" / "pack.yaml").unlink()
    assert [fault.code for fault in broken(folder)] == ["extends-unknown"]


@pytest.mark.parametrize("state", ["announced", "abolished"])
def test_a_parent_that_is_not_in_force_says_so_to_its_children(tmp_path, state):
    """A pack can build on one that is announced or abolished; its lineage tells the state."""
    upper = PARENT.replace("version: 2.0.0", f"version: 2.0.0\nstate: {state}")
    pack = load_pack(written(tmp_path, upper=upper, lower=child(TIGHTER)))
    assert [each.state for each in pack.lineage] == [state]
    assert pack.state == "in_force"


def test_what_a_child_claims_is_held_against_the_parent_of_today(tmp_path):
    """Where the parent changes its mind about a rule, what the child says of it is held against the new one."""
    body = "rules:\n  teachers: {relation: tightens, at_least: {primary: 4.5, junior: 5.3}, clause: 二}\n"
    pack = lower(tmp_path, body)
    bound = pack.rules["teachers"].bound
    assert bound is not None
    assert dict(bound[1].stages or {})["primary"] == Fraction(9, 2)
    with pytest.raises(PackError) as caught:
        load_pack(
            written(
                tmp_path,
                upper=PARENT.replace("primary: 4.2, junior: 5.3", "primary: 4.6, junior: 5.3"),
                lower=child(body),
            )
        )
    assert caught.value.code == "relation-not-so"
    assert caught.value.faults[0].params["found"] == "loosens"
