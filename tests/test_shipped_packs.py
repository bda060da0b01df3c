"""Every shipped pack: it loads, cites what it says, tests what it asks, and is honest about what it took over."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import youzhi_rules as yz
from youzhi_rules.authoring.mutation import mutate
from youzhi_rules.packtests import TestOutcome, run_tests
from youzhi_rules.plan import Attest, Bound, Coefficient, Composite, QuotaOf, Step, rules_of
from youzhi_rules.planning import plan_of

if TYPE_CHECKING:
    from youzhi_rules import Pack

PACKS = [pack.id for pack in yz.list_packs() if pack.origin == "shipped"]
CITIES = [
    "guangdong-jiangmen-2023",
    "guangdong-meizhou-2021",
    "guangdong-zhongshan-2018",
    "yunnan-wenshan-2024",
    "zhejiang-wenling-2020",
]
PARENTS = {
    "national-2017": None,
    "national-2019-interim": "national-2017",
    "zhejiang": "national-2017",
    "zhejiang-wenling-2020": "zhejiang",
    "yunnan-2022": "national-2017",
    "yunnan-wenshan-2024": "yunnan-2022",
    "guangdong-2018": "national-2017",
    "guangdong-zhongshan-2018": "guangdong-2018",
    "guangdong-2021": "guangdong-2018",
    "guangdong-meizhou-2021": "guangdong-2021",
    "guangdong-2023": "guangdong-2021",
    "guangdong-jiangmen-2023": "guangdong-2023",
}
"""The hierarchy of the documents."""
TERRITORIES = {
    "national-2017": None,
    "national-2019-interim": None,
    "zhejiang": "330000",
    "zhejiang-wenling-2020": "331081",
    "yunnan-2022": "530000",
    "yunnan-wenshan-2024": "532601",
    "guangdong-2018": "440000",
    "guangdong-2021": "440000",
    "guangdong-2023": "440000",
    "guangdong-zhongshan-2018": "442000",
    "guangdong-meizhou-2021": "441400",
    "guangdong-jiangmen-2023": "440700",
}
NUMBERS = {
    "guangdong-meizhou-2021": "梅市府办〔2021〕27号",
    "guangdong-jiangmen-2023": "江府办函〔2023〕124号",
    "guangdong-zhongshan-2018": None,
    "zhejiang-wenling-2020": None,
    "yunnan-wenshan-2024": None,
}
"""The documents' own numbers; three of them print none."""


@cache
def outcomes(pack: str) -> tuple[TestOutcome, ...]:
    """What came of a pack's own tests; they run once."""
    return run_tests(yz.load_pack(pack))


def own_steps(pack: Pack) -> list[Step]:
    """The steps whose values the pack itself decided."""
    return [step for step in plan_of(pack).steps if step.rule.pack == pack.id]


STEPS = [
    pytest.param(name, step, id=f"{name}-{step.id}-{step.stage or 'all'}")
    for name in PACKS
    if name != "national-2017"  # has a test of its own
    for step in own_steps(yz.load_pack(name))
]


def test_the_packs_are_those_of_the_documents() -> None:
    """There is one pack a document, on the parent the document builds on."""
    assert {name: yz.load_pack(name).extends for name in PACKS} == PARENTS


@pytest.mark.parametrize("name", PACKS)
def test_a_pack_names_its_territory_and_its_number_as_they_are(name: str) -> None:
    """Territory codes are those of the ministry's list; a number is given only where the document prints one."""
    pack = yz.load_pack(name)
    assert pack.territory == TERRITORIES[name]
    if name in NUMBERS:
        assert pack.source.number == NUMBERS[name]
    assert pack.source.effective is None, "no document prints a date from which it holds"


@pytest.mark.parametrize("name", PACKS)
def test_every_test_in_a_pack_passes(name: str) -> None:
    """Every sentence in the packs' tests holds."""
    failed = [f"{each.line_for()}\n{each.explanation}" for each in outcomes(name) if not each.passed]
    assert not failed, "\n".join(failed)


@pytest.mark.long
@pytest.mark.parametrize("name", PACKS)
def test_the_tests_in_a_pack_notice_every_small_change_of_it(name: str) -> None:
    """No limit, condition, component or date of a pack can be changed without one of its tests failing."""
    left = [fault.line() for fault in mutate(yz.load_pack(name)).survivors]
    assert not left, "\n".join(left)


@pytest.mark.parametrize("name", PACKS)
def test_every_sentence_is_said_once_and_in_both_languages(name: str) -> None:
    """No two tests of a pack have the same name, and each is named in Chinese and in English."""
    for lang in ("zh", "en"):
        names = [each.name.say(lang) for each in outcomes(name)]
        assert len(names) == len(set(names)), [each for each in names if names.count(each) > 1]
    assert all(re.search("[\u4e00-\u9fff]", each.name.zh) for each in outcomes(name))
    assert not any(re.search("[\u4e00-\u9fff]", re.sub("“[^”]*”", "", each.name.en)) for each in outcomes(name))


@pytest.mark.parametrize("name", PACKS)
def test_every_value_is_cited(name: str) -> None:
    """Each rule says its clause or where it was seen, at every step of its chain; each number has a unit."""
    pack = yz.load_pack(name)
    for rule in rules_of(pack).values():
        assert all(link.clause or link.seen_in for link in rule.chain), rule.id
        assert rule.measure is None or rule.unit, rule.id
        assert all(given.unit for given in rule.given.values()), rule.id
        assert all(relief.clause or relief.seen_in for relief in rule.relief.values()), rule.id
    assert all(link.clause or link.seen_in for link in pack.removed.values())


def judged(name: str, step: Step) -> list[dict[str, Any]]:
    """The outcomes of a step that the pack's tests speak of."""
    return [
        found
        for test in outcomes(name)
        for check in test.checks
        if check.expectation.outcome == step.id
        for found in check.outcomes
        if step.stage is None or found["stage"] == step.stage
    ]


@pytest.mark.parametrize(("name", "step"), STEPS)
def test_every_rule_has_its_tests(name: str, step: Step) -> None:
    """Rules a pack decides have tests met and unmet; bounds one exactly on the line; flags and grades one unknown."""
    found = judged(name, step)
    wanted = {"met", "unmet"}
    if isinstance(step.test, Attest) or (isinstance(step.test, Bound) and step.test.grades):
        wanted.add("unknown")
    assert wanted <= {each["status"] for each in found}
    if isinstance(step.test, Bound | QuotaOf | Coefficient | Composite):
        line = {each["status"] for each in found if each["value"] == each["limit"]}
        assert ("unmet" if step.rule.less_than or step.rule.more_than else "met") in line


@pytest.mark.parametrize("name", PACKS)
def test_a_rule_of_a_plan_never_decides_recognition(name: str) -> None:
    """What a local document adds decides its plan; recognition is decided by what the national rules ask."""
    pack = yz.load_pack(name)
    national = set(rules_of(yz.load_pack("national-2017")))
    for rule in rules_of(pack).values():
        if rule.id not in national:
            assert pack.groups[rule.group].decides == "plan", rule.id


@pytest.mark.parametrize("name", CITIES)
def test_a_document_is_encoded_whole(name: str) -> None:
    """Each city's pack holds what its document asks, line for line in ``docs/provisions.md``, and lists the rest."""
    pack = yz.load_pack(name)
    said = [rule for rule in rules_of(pack).values() if any(link.pack == name for link in rule.chain)]
    table = (Path(__file__).parents[1] / "docs" / "provisions.md").read_text(encoding="utf-8")
    for rule in said:
        assert f"#{rule.id})" in table, rule.id
    assert len(said) >= 60
    assert pack.not_encoded


def test_a_training_budget_of_seven_percent_passes_the_nation_and_fails_wenshan() -> None:
    """The same school is judged by 5 % and by 10 %, and the chain says whose number decided."""
    school = {
        "county": "文山市",
        "school": "一小",
        "stage": "primary",
        "public_funds_budget": 1000,
        "training_funds": 70,
    }
    nation = yz.evaluate([school], "national-2017")
    city = yz.evaluate([school], "yunnan-wenshan-2024")
    assert [each["status"] for each in nation.to_dicts(rule="training_budget")] == ["met"]
    (outcome,) = city.to_dicts(rule="training_budget")
    assert (outcome["status"], outcome["pack"], outcome["clause"]) == ("unmet", "yunnan-wenshan-2024", "三（三）8")
    chain = city.explain("training_budget", school="一小", lang="zh").chain
    assert [(link["pack"], link["relation"], link["asked"]) for link in chain] == [
        ("national-2017", "defines", "≥ 5%"),
        ("yunnan-wenshan-2024", "tightens", "≥ 10%"),
    ]
    county = city.counties["文山市"]
    assert county.groups["quality"] == "unmet"
    assert county.status == "unmet"
    assert county.plan["unknown"] > 0
    assert county.plan["unmet"] == 0


@pytest.mark.parametrize("name", [name for name in PACKS if name != "national-2017"])
def test_a_plan_alone_never_leaves_recognition_open(name: str) -> None:
    """Where all the national rules are met and nothing is known of the plan, the county is recognised all the same."""
    pack = yz.load_pack(name)
    plan = plan_of(pack)
    deciding = {group for group, what in pack.groups.items() if what.decides == "recognition"}
    counted = {step.rule.group for step in plan.steps if step.decides and step.rule.group in deciding}
    assert counted == deciding
