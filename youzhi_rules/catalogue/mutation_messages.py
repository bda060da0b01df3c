"""Messages about changes of a pack that none of its tests notices: what was changed, and what test would notice it."""

from __future__ import annotations

from .entries import Entry

MUTATION_MESSAGES: dict[str, Entry] = {
    "mutant-limit": Entry(
        "{before} → {after}：没有测试察觉",
        "{before} → {after}: no test notices",
        "加一条测试：{window}，应为“{status}”",
        "add a test where {window}, expecting {status}",
    ),
    "mutant-comparison": Entry(
        "{before} → {after}：没有测试察觉",
        "{before} → {after}: no test notices",
        "加一条恰在界限（{line}）上的测试",
        "add a test exactly on the line ({line})",
    ),
    "mutant-number": Entry(
        "{before} → {after}：没有测试察觉",
        "{before} → {after}: no test notices",
        "加一条测试，其结果在 {before} 与 {after} 之间不同",
        "add a test that comes out differently under {before} and under {after}",
    ),
    "mutant-rule": Entry(
        "去掉整条规则“{rule}”，没有测试察觉",
        "without the rule {rule}: no test notices",
        "加一条在 expect 中写明它的结果的测试",
        "add a test that names its outcome under expect",
    ),
    "mutant-amendment": Entry(
        "“{rule}”沿用上级规则包的写法，没有测试察觉",
        "with {rule} as the parent has it: no test notices",
        "加一条按上级的规则会得出另一结果的测试",
        "add a test that comes out differently under the parent's rule",
    ),
    "mutant-component": Entry(
        "去掉其中的“{part}”，没有测试察觉",
        "without {part} in it: no test notices",
        "加一条结果仅取决于“{part}”的测试",
        "add a test in which {part} alone decides",
    ),
    "mutant-condition": Entry(
        "去掉条件“{part}”，没有测试察觉",
        "without the condition {part}: no test notices",
        "加一条测试，其对象只因这个条件而适用或不适用",
        "add a test of one that is in or out by this alone",
    ),
    "mutant-relief": Entry(
        "去掉放宽情形“{part}”，没有测试察觉",
        "without the relief {part}: no test notices",
        "加一条只因这项放宽才达标的测试",
        "add a test that is met through this relief alone",
    ),
    "mutant-date": Entry(
        "日期 {before} → {after}：没有测试察觉",
        "the day {before} → {after}: no test notices",
        "加一条 as_of: {day} 的测试，应为“{status}”",
        "add a test with as_of: {day}, expecting {status}",
    ),
    "mutant-strength": Entry(
        "效力 {before} → {after}：没有测试察觉",
        "the strength {before} → {after}: no test notices",
        "加一条 as_of 早于 {day}、未达标的测试，应为“{status}”",
        "add a test with as_of before {day} that does not meet it, expecting {status}",
    ),
}
