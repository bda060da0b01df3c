"""One county: its workbook in, the verdict and what to do about it out.

Usage: python examples/one_county.py [WORKBOOK]
"""

from __future__ import annotations

import sys
from pathlib import Path

import youzhi_rules as yz

workbook = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("qingshan-county.xlsx")
result = yz.evaluate(yz.read_records(workbook), pack="national-2017")

for problem in result.problems:
    print(problem.line("zh"))

for county in result.counties.values():
    print(f"{county.name}: {county.status}")
    for group, status in county.groups.items():
        print(f"  {result.pack.groups[group].zh}: {status}")
    for unmet in result.to_dicts(level="county", status="unmet", county=county.name):
        print(result.explain(unmet["rule"], county=county.name, stage=unmet["stage"]))
    schools = result.to_dicts(rule="resource_quota", status="unmet", county=county.name)
    for school in schools:
        stage = "小学" if school["stage"] == "primary" else "初中"
        print(f"  {school['school_name']}（{stage}）：七项达标 {school['value']} 项，还差 {school['gap']} 项")
