"""The source of ``docs/tutorial.ipynb``: a county from its workbook to its verdict, charts, to-do list and next year.

``tools/notebook.py`` makes the notebook of it: ``# %%`` begins a cell of code, ``# %% [markdown]`` one of text. The
notebook is kept without outputs, so that what is reviewed is this text; the tests run it as it stands.
"""

# %% [markdown]
# # 一个县的一年 · A county, from workbook to verdict
#
# 本笔记读入示例县的工作簿，得出结论，看图表、待办和与下一年的对照。在 `docs/` 文件夹中打开即可运行，不需要网络。
#
# This notebook reads the workbook of a made-up county, evaluates it, looks at charts and the to-do list, and holds the
# next year against it. It runs as it stands in the folder `docs/`, and computing needs no network. Install
# `youzhi_rules[excel,report]`, pandas, polars, PyArrow and DuckDB first.

# %%
from pathlib import Path

import altair as alt
import pandas as pd
from IPython.display import display

import youzhi_rules as yz

WORKBOOK = Path("../examples/qingshan-county.xlsx")

# %% [markdown]
# ## 读入与结论 · Reading and the verdict
#
# 工作簿照原样读入：标题行、合计、万元都不必先整理。缺的数据是“无法判定”，从不当作 0。
#
# The workbook is read as it is kept. What is missing makes a status unknown; it is never a 0.

# %%
records = yz.read_records(WORKBOOK)
result = yz.evaluate(records, pack="national-2017")
display(result)

# %% [markdown]
# 规则包是什么，每条要求出自哪一条款：
#
# What the pack asks, and by which clause:

# %%
display(yz.load_pack("national-2017"))

# %% [markdown]
# 任何一项结果都可以追问到算式和条款。
#
# Every status can be asked for its arithmetic and its clause.

# %%
unmet = result.to_dicts(rule="resource_quota", status="unmet")[0]
display(result.explain("resource_quota", school=unmet["school"], stage=unmet["stage"], lang="zh"))

# %% [markdown]
# ## 数据表 · Frames
#
# `sections` 是宽表：一行一个学段；`to_frame` 是长表：一行一项结果；`means` 是县均值和差异系数。
# 都可以是 pandas、polars、PyArrow，或 DuckDB 的关系。
#
# Wide, a row a section; tidy, a row an outcome; and the county's means. Each comes as a frame of pandas, polars or
# PyArrow, or as a relation of DuckDB.

# %%
wide = result.sections("pandas")
display(wide[["school_name", "stage", "degree_teachers", "degree_teachers_status", "resource_quota_status"]].head())

# %%
display(result.means("polars"))

# %%
outcomes = result.to_frame("duckdb")
unmet_by_rule = outcomes.filter("status = 'unmet'").aggregate("title, count(*) as units")
display(unmet_by_rule.order("units desc, title").to_df())

# %% [markdown]
# ## 图表 · Charts
#
# 热力图：学校 × 指标；分布图：一个指标与标准、底线；差异系数与其上限。
# 第一行使图成为 SVG，不需要网络；去掉它，图可以交互，但须联网。
#
# Schools by indicators, the distribution of an indicator with its standard and floor, and the coefficients of
# variation. Drawn as SVG they need no network; without the first line they are interactive and fetch Vega.

# %%
alt.renderers.enable("svg")
display(result.plot.heatmap())

# %%
display(result.plot.distribution("pe_arts_teachers"))

# %%
display(result.plot.cv())

# %% [markdown]
# ## 待办 · What each school has to do
#
# 每所学校差多少人、多少平方米、多少元。照单做完，第六条就达标；少做任何一个单位都不达标。
#
# How many people, square metres and yuan each school lacks. Done as listed, article 6 is met; with one unit less of
# anything it is not.

# %%
todo = result.todo()
columns = ["school_name", "stage", "what", "direction", "amount", "unit", "goal", "clause"]
display(todo.to_frame("pandas")[columns].head(10))

# %% [markdown]
# ## 两年对照 · Next year beside this one
#
# 下一年：两所学校各添一名体育、艺术教师，有一所学校的培训经费减少了一半。
# 数据表直接交给 `evaluate`，列名不必改动。
#
# A year later two schools have a teacher of PE and arts more, and one has cut its training funds by half. A dataframe
# goes into `evaluate` as it is.

# %%
schools = pd.read_excel(WORKBOOK, sheet_name="学校", header=1, dtype=object, engine="calamine")
county = dict(pd.read_excel(WORKBOOK, sheet_name="县级", dtype=object, engine="calamine").to_numpy())

short = [each["school_name"] for each in result.to_dicts(rule="pe_arts_teachers", status="unmet")][:2]
rich = next(each["school_name"] for each in result.to_dicts(rule="training_budget", status="met"))
for name in short:
    schools.loc[schools["学校名称"] == name, "体育、艺术专任教师数"] += 1
schools.loc[schools["学校名称"] == rich, "教师培训经费（万元）"] /= 2

next_year = yz.evaluate(schools, pack="national-2017", area_records=county)
comparison = yz.compare(result, next_year)
display(comparison)

# %%
changed = comparison.to_frame("pandas")
display(changed[["school_name", "stage", "rule", "kind", "old_value", "new_value", "value_change", "new_gap"]])

# %% [markdown]
# 各部分怎样用在程序和命令行里，见 `docs/howto.md`；规则包怎样写，见 `docs/writing-a-pack.zh.md`。
#
# How the parts are used in programs and on the command line stands in `docs/howto.md`; how packs are written, in
# `docs/writing-a-pack.md`.
