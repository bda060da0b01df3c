"""Messages about records that come in batches."""

from __future__ import annotations

from .entries import Entry

STREAM_MESSAGES: dict[str, Entry] = {
    "county-not-together": Entry(
        "“{name}”的行不在一处：前面已经结束，{where} 又出现",
        "the rows of “{name}” do not stand together: they had ended, and {where} has one more",
        "请先按“{column}”排序：{sort}；或用 sort=True（--sort）",
        "sort by “{column}” first: {sort}; or use sort=True (--sort)",
    ),
    "city-not-together": Entry(
        "规则包有市级规则，须整市一起评价；“{name}”的行不在一处：前面已经结束，{where} 又出现",
        "the pack has rules of cities, which need all counties of a city at once; the rows of “{name}” had ended, "
        "and {where} has one more",
        "请先按“{column}”排序，再按县排序：{sort}；或用 sort=True（--sort）",
        "sort by “{column}” and then by county: {sort}; or use sort=True (--sort)",
    ),
    "stream-no-county": Entry(
        "{file} 没有写明县的列，不能分批评价；有：{headers}",
        "{file} has no column that names the county, so it cannot be evaluated in batches; it has: {headers}",
        "加上 county（县）一列；只有一个县时用 evaluate",
        "add a column county; one county alone goes to evaluate",
    ),
    "stream-no-city": Entry(
        "{pack} 有市级规则或列中有市级数据，须整市一起评价，但 {file} 没有写明市的列；有：{headers}",
        "{pack} has rules of cities, or a column holds figures of cities: whole cities are needed at once, but {file} "
        "has no column that names the city; it has: {headers}",
        "加上 city（市）一列，或用 evaluate",
        "add a column city, or use evaluate",
    ),
    "stream-city-blank": Entry(
        "规则包有市级规则，但 {where} 的“{name}”没有写明属于哪个市",
        "the pack has rules of cities, but “{name}” names no city at {where}",
        "请填写“{column}”",
        "fill in “{column}”",
    ),
    "stream-county-blank": Entry(
        "有 {count} 行没有写明县（到 {where} 为止），超过一批的行数",
        "{count} rows up to {where} name no county, more than a batch holds",
        "请填写“{column}”，或增大 rows",
        "fill in “{column}”, or raise rows",
    ),
    "stream-column-twice": Entry(
        "{file} 有几列含义相同或同名：{headers}",
        "several columns of {file} mean the same or have one name: {headers}",
        "请只留一列",
        "keep one of them",
    ),
    "stream-columns-differ": Entry(
        "{file} 的列与前面的不同：缺少 {lacking}；多出 {extra}",
        "the columns of {file} are not those of what came before: it lacks {lacking} and has in addition {extra}",
        "请让各文件的列一致",
        "give all files the same columns",
    ),
    "stream-file-kind": Entry(
        "不能分批读取 {file} 这类文件",
        "{file} is not a kind of file that can be read in batches",
        "可读：.parquet .pq .csv .tsv .txt .arrow .feather .ipc；工作簿用 youzhi evaluate",
        "these can: .parquet .pq .csv .tsv .txt .arrow .feather .ipc; workbooks go to `youzhi evaluate`",
    ),
    "stream-source-kind": Entry(
        "不能分批读取 {kind}",
        "{kind} cannot be read in batches",
        "可用：文件路径、RecordBatchReader、LazyFrame、DuckDB 关系、数据框，或由数据框组成的序列",
        "these can: paths, a RecordBatchReader, a LazyFrame, a relation of DuckDB, dataframes or many of them",
    ),
    "stream-cannot-sort": Entry(
        "{kind} 不能由读取程序排序",
        "{kind} cannot be sorted where it is read",
        "Parquet 文件、LazyFrame 和 DuckDB 关系可以；CSV 可用 polars.scan_csv(…, infer_schema=False)",
        "Parquet files, a LazyFrame and a relation of DuckDB can; for CSV, polars.scan_csv(…, infer_schema=False)",
    ),
    "stream-library-missing": Entry(
        "读取 {what} 需要 {library}",
        "reading {what} needs {library}",
        "请运行：pip install {library}",
        "run: pip install {library}",
    ),
    "stream-polars-old": Entry(
        "polars {version} 不能分批交出数据",
        "polars {version} cannot hand data over in batches",
        "请升级 polars，或先用 sink_parquet 存为 Parquet",
        "update polars, or save it with sink_parquet first",
    ),
    "stream-rows": Entry(
        "每批的行数应为正整数，而不是 {value}", "the rows of a batch are a positive whole number, not {value}"
    ),
    "stream-begun": Entry(
        "已经取出部分结果，不能再从头写入文件夹",
        "some results were taken already, so the stream cannot be saved from its beginning",
        "请另建一个：evaluate_stream(...).save(...)",
        "make another one: evaluate_stream(...).save(...)",
    ),
    "stream-differs": Entry(
        "{folder} 中已开始的评价与这次不同：{what}",
        "the run begun in {folder} was another one: {what}",
        "用同样的参数继续，或用 fresh=True（--fresh）重新开始",
        "go on with what it was begun with, or begin anew with fresh=True (--fresh)",
    ),
    "stream-folder-used": Entry(
        "{folder} 中已有其他文件：{files}",
        "{folder} holds other files: {files}",
        "请换一个空文件夹",
        "name an empty folder",
    ),
    "stream-folder-damaged": Entry(
        "{folder} 中的 {file} 已被改动或缺失，无法继续",
        "{file} in {folder} was changed or is gone, so the run cannot go on",
        "用 fresh=True（--fresh）重新开始",
        "begin anew with fresh=True (--fresh)",
    ),
}
