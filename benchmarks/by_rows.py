"""The school rule in engines that take one row at a time: zen-engine and rule-engine.

The rule is the same text for both (``law.rule_text``). They are given a sample of the sections, evenly spread.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
from contestant import SCHOOL_RULE, Contestant
from law import NAMES, STAGES, Verdict, rule_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from country import Country

SAMPLE = 1000


def sampled(country: Country) -> np.ndarray[Any, np.dtype[np.intp]]:
    """The numbers of the sections in the sample."""
    return np.unique(np.linspace(0, country.sections - 1, min(SAMPLE, country.sections)).astype(np.intp))


def rows_of(country: Country) -> list[dict[str, Any]]:
    """The sections of the sample as dicts of plain numbers, stage and pupils."""
    chosen = sampled(country)
    names = ("stage", "students", *NAMES)
    columns = [country.canonical[name][chosen].tolist() for name in names]
    return [dict(zip(names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def _verdict(found: list[bool], country: Country) -> Verdict:
    return Verdict(schools=np.array(found, dtype=np.bool_), judged=sampled(country))


def decision() -> dict[str, Any]:
    """The rule as a decision graph of zen-engine: an input, an expression for the stage, an output."""
    primary, junior = (rule_text(stage) for stage in STAGES)
    expression = {"id": "e1", "key": "quota", "value": f"stage == 'junior' ? ({junior}) : ({primary})"}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "section"},
            {
                "id": "rule",
                "type": "expressionNode",
                "name": "six of seven",
                "content": {
                    "expressions": [expression],
                    "passThrough": False,
                    "inputField": None,
                    "outputPath": None,
                    "executionMode": "single",
                },
            },
            {"id": "out", "type": "outputNode", "name": "verdict"},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "rule", "type": "edge"},
            {"id": "b", "sourceId": "rule", "targetId": "out", "type": "edge"},
        ],
    }


def _zen_data(country: Country) -> Any:
    engine = import_module("zen").ZenEngine({"loader": {"type": "static", "content": {"article-6": decision()}}})
    return engine, [{"key": "article-6", "context": row} for row in rows_of(country)]


def run_zen(given: Any) -> list[bool]:
    """A decision graph, asked for a batch of rows: many times as fast as row by row."""
    engine, requests = given
    return [answer["data"]["result"]["quota"] for answer in engine.evaluate_batch(requests)]


def _zen_expression_data(country: Country) -> Any:
    text = decision()["nodes"][1]["content"]["expressions"][0]["value"]
    return import_module("zen").compile_expression(text), rows_of(country)


def run_zen_expression(given: Any) -> list[bool]:
    """The expression of the decision alone, compiled, asked row by row."""
    expression, rows = given
    return [expression.evaluate(row) for row in rows]


def _rule_engine_data(country: Country) -> Any:
    rule = import_module("rule_engine").Rule
    return {stage: rule(rule_text(stage)) for stage in STAGES}, rows_of(country)


def run_rule_engine(given: Any) -> list[bool]:
    """A compiled rule a stage, asked row by row."""
    rules, rows = given
    return [rules[row["stage"]].matches(row) for row in rows]


def _engine(
    name: str, how: str, prepare: Callable[[Country], Any], run: Callable[[Any], list[bool]], module: str, package: str
) -> Contestant:
    """An engine that is asked of the sample."""
    return Contestant(name, SCHOOL_RULE, f"dicts; {how}", prepare, run, _verdict, (module,), package, SAMPLE)


ZEN = _engine(
    "zen-engine, decisions",
    "a decision graph asked for a batch of rows, in decimals of 28 digits",
    _zen_data,
    run_zen,
    "zen",
    "zen-engine",
)
ZEN_EXPRESSION = _engine(
    "zen-engine, expression",
    "the expression of that graph alone, compiled and asked row by row",
    _zen_expression_data,
    run_zen_expression,
    "zen",
    "zen-engine",
)
RULE_ENGINE = _engine(
    "rule-engine",
    "a compiled rule a stage asked row by row, in decimals of 28 digits",
    _rule_engine_data,
    run_rule_engine,
    "rule_engine",
    "rule-engine",
)
