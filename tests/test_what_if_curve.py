"""A result under other limits, one by one: each is what the pack with that limit would find."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import made_counties
from test_evaluate_many import SCHOOL, same

import youzhi_rules as yz
from youzhi_rules import many
from youzhi_rules.model import Pack
from youzhi_rules.what_if import number_of, settable

NATIONAL = yz.load_pack("national-2017")
BUDGET = {**SCHOOL, "training_funds": 6, "public_funds_budget": 100}


def numbered(pack: Pack) -> list[str]:
    """What can be set to a number: rules, and stages, cases and constants behind a dot."""
    return sorted(
        f"{rule.id}.{part}" if part else rule.id
        for rule in pack.rules.values()
        if rule.graded is None
        for part in settable(rule)
        if part not in {"met", "rest_at_least"}
    )


class TestEachAlone:
    """``what_if`` is as many evaluations under packs with other limits."""

    @pytest.mark.long
    @settings(max_examples=8)
    @given(
        st.integers(0, 10_000),
        st.sampled_from(("national-2017", "yunnan-wenshan-2024", "zhejiang-wenling-2020")),
        st.sampled_from((None, dt.date(2024, 6, 30))),
        st.data(),
    )
    def test_a_limit_is_what_the_pack_with_it_finds(self, seed, name, day, data):
        """Whatever the rule, the limits and the day: the same JSON, the same problems, the same digest."""
        pack = yz.load_pack(name)
        rule = data.draw(st.sampled_from(numbered(pack)))
        limits = data.draw(st.lists(st.decimals("0.1", "1", places=1), min_size=1, max_size=3, unique=True))
        rows = [row for county in made_counties(seed, 2) for row in county.records[:5]]
        areas = [area for county in made_counties(seed, 2) for area in county.areas]
        result = yz.evaluate(rows, pack, areas, day)
        curve = result.what_if({rule: limits})
        assert list(curve) == [(str(limit),) for limit in limits]
        for limit in limits:
            same_but_pack(curve[str(limit)], yz.evaluate(rows, pack.with_limits({rule: limit}), areas, day))
        same(result, yz.evaluate(rows, pack, areas, day))

    def test_a_quota_follows_the_rules_that_it_counts(self):
        """Another limit of one of the seven moves how many meet six of them."""
        rows = [row for county in made_counties(5, 3) for row in county.records]
        result = yz.evaluate(rows)
        for rule, limits in (("backbone_teachers", [0, "0.5", 9]), ("resource_quota.met", [1, 6, 7])):
            curve = result.what_if({rule: limits})
            met = [curve[str(limit)].to_dicts(rule="resource_quota", status="met") for limit in limits]
            alone = [
                yz.evaluate(rows, NATIONAL.with_limits({rule: limit})).to_dicts(rule="resource_quota", status="met")
                for limit in limits
            ]
            assert met == alone
            assert len(met[0]) > len(met[2])


def same_but_pack(one: yz.Result, other: yz.Result) -> None:
    """Two results say the same under packs of one digest, which need not be one object."""
    assert one.pack.digest == other.pack.digest
    assert one.to_json() == other.to_json()
    assert [problem.to_dict() for problem in one.problems] == [problem.to_dict() for problem in other.problems]
    assert one.as_of == other.as_of
    assert str(one.explain(other.plan.steps[-1].id, county=next(iter(one.counties)))) if _single(other) else True


def _single(result: yz.Result) -> bool:
    return result.plan.steps[-1].level == "county" and result.plan.steps[-1].stage is None


class TestSharing:
    """What does not change is neither read nor decided again."""

    def test_the_data_are_not_read_again(self, monkeypatch):
        """All results of a curve have the data of the one it came from."""
        result = yz.evaluate([BUDGET])
        monkeypatch.setattr(many, "build_dataset", None)
        curve = result.what_if({"training_budget": ["5%", "7%"]})
        assert all(each.data is result.data for each in curve.values())

    @pytest.mark.long
    def test_statuses_that_do_not_change_are_shared(self):
        """Of twenty limits each has its own column of the rule alone, and one array for every other rule."""
        rows = [row for county in made_counties(5, 2) for row in county.records]
        curve = yz.evaluate(rows).what_if({"pe_arts_teachers": [Decimal(n) / 10 for n in range(1, 21)]})
        first, *others = curve.values()
        for position, step in enumerate(first.plan.steps):
            arrays = {id(each.verdicts.steps[position]) for each in curve.values()}
            assert len(arrays) == (20 if step.id in {"pe_arts_teachers", "resource_quota"} else 1)
        assert len(others) == 19


class TestLimits:
    """Which limits can be tried, and how they are told."""

    def test_limits_are_exact_however_they_are_written(self):
        """On the line is met: 7 %, 0.07 and the decimal are one number, which no rounding moves."""
        result = yz.evaluate([{**BUDGET, "training_funds": 7}])
        for limit in ("7%", 0.07, Decimal("0.07"), Fraction(7, 100), np.float64(0.07), "0.07"):
            curve = result.what_if({"training_budget": [limit, "0.0700001"]})
            assert list(curve) == [(str(limit),), ("0.0700001",)]
            statuses = [each.to_dicts(rule="training_budget")[0]["status"] for each in curve.values()]
            assert statuses == ["met", "unmet"]
            assert curve[limit] is curve[str(limit)]

    def test_one_limit_may_stand_alone(self):
        """A text, a number or a mapping of stages is one limit, not several."""
        result = yz.evaluate([BUDGET])
        assert list(result.what_if({"training_budget": "7%"})) == [("7%",)]
        assert list(result.what_if({"training_budget": 0.07})) == [("0.07",)]
        curve = result.what_if({"degree_teachers": {"primary": "4.5", "junior": 5}})
        assert list(curve) == [("primary=4.5, junior=5",)]
        assert curve.counts("polars").schema["degree_teachers"] == pl.String()

    def test_arrays_and_ranges_are_limits_one_by_one(self):
        """What numpy and ``range`` make is taken as it is."""
        result = yz.evaluate([BUDGET])
        for limits in (range(1, 4), np.arange(1, 4), (n for n in (1, 2, 3)), np.array([1.0, 2.0, 3.0])):
            found = result.what_if({"pe_arts_teachers": limits}).counts("polars", rule="pe_arts_teachers")
            assert found["pe_arts_teachers"].to_list() == [1.0, 2.0, 3.0]

    def test_several_rules_are_tried_with_each_other(self):
        """Each limit of the one with each of the other, in their order: a surface."""
        result = yz.evaluate([{**BUDGET, "pe_arts_teachers": 9}])
        surface = result.what_if({"training_budget": ["5%", "7%"], "pe_arts_teachers": [0.9, 1]})
        assert surface.names == ("training_budget", "pe_arts_teachers")
        assert list(surface) == [("5%", "0.9"), ("5%", "1"), ("7%", "0.9"), ("7%", "1")]
        pack = NATIONAL.with_limits(training_budget="7%", pe_arts_teachers=0.9)
        same_but_pack(surface["7%", 0.9], yz.evaluate([{**BUDGET, "pe_arts_teachers": 9}], pack))

    def test_the_tables_have_the_limits_as_numbers(self):
        """So that a curve can be drawn; words of grades stay words."""
        curve = yz.evaluate([BUDGET]).what_if({"training_budget": ["5%", "6%", "7%"]})
        found = curve.counts("polars", rule="training_budget")
        assert found.select("training_budget", "met", "unmet").rows() == [(0.05, 1, 0), (0.06, 1, 0), (0.07, 0, 1)]
        assert found.schema["training_budget"] == pl.Float64()
        assert curve.to_frame("polars")["training_budget"].unique().sort().to_list() == [0.05, 0.06, 0.07]
        assert {row["training_budget"] for row in curve.to_dicts()} == {0.05, 0.06, 0.07}
        assert number_of("low") is None

    @pytest.mark.parametrize("limits", [{}, {"training_budget": []}])
    def test_nothing_to_try_is_an_error(self, limits):
        """An empty curve would look as if nothing were met."""
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate([BUDGET]).what_if(limits)
        assert caught.value.code == "limits-none"

    @pytest.mark.parametrize(
        ("limits", "one", "other"), [(["7%", 0.07], "7%", "0.07"), (["1", "1"], "1", "1"), ([1, "1.0"], "1", "1.0")]
    )
    def test_one_limit_twice_is_an_error(self, limits, one, other):
        """Two points of a curve would lie on each other."""
        with pytest.raises(yz.DataError) as caught:
            yz.evaluate([BUDGET]).what_if({"training_budget": limits})
        assert caught.value.code == "limit-twice"
        assert caught.value.faults[0].params == {"rule": "training_budget", "one": one, "other": other}

    def test_what_cannot_be_set_is_refused_as_by_the_pack(self):
        """A rule, a part or a number that is none has the code of ``with_limits``."""
        result = yz.evaluate([BUDGET])
        for limits, code in (
            ({"training_budgets": ["5%"]}, "rule-not-in-pack"),
            ({"training_budget.primary": ["5%"]}, "limit-not-settable"),
            ({"training_budget": ["5%", "much"]}, "limit-no-number"),
            ({"training_budget": [Fraction(1, 3)]}, "number-not-decimal"),
        ):
            with pytest.raises(yz.PackError) as caught:
                result.what_if(limits)
            assert caught.value.code == code

    def test_progress_is_told(self):
        """It ends at the number of sections."""
        seen = []
        yz.evaluate([BUDGET]).what_if({"training_budget": "7%"}, progress=lambda *told: seen.append(told))
        assert seen[-1] == (1, 1)


class TestPack:
    """``pack.with_limits``: the same for a pack alone."""

    def test_a_pack_makes_one_with_other_limits(self):
        """Rules by name, parts behind a dot in a mapping, both at once; the pack itself stays."""
        made = NATIONAL.with_limits({"music_rooms.room": 73}, training_budget="7%")
        (mine, its) = (pack.rules["training_budget"].bound for pack in (made, NATIONAL))
        assert mine is not None
        assert its is not None
        assert mine[1].number == Fraction(7, 100)
        assert made.rules["music_rooms"].given["room"].value == 73
        assert its[1].number == Fraction(5, 100)
        assert made.digest != NATIONAL.digest
        with pytest.raises(yz.PackError) as caught:
            NATIONAL.with_limits(training_budgets="7%")
        assert caught.value.faults[0].params["near"] == "training_budget"
