"""Messages about class lists and teacher lists, and about two files joined."""

from __future__ import annotations

from .entries import Entry

_LISTS = {
    "roster-none": Entry(
        "没有给出班级名册，也没有给出教师名册",
        "neither a class list nor a teacher list was given",
        "请给出其中之一：--classes 或 --teachers",
        "give one of them: --classes or --teachers",
    ),
    "roster-no-school": Entry(
        "{part}中没有学校一列；列名有：{headers}",
        "{part} has no column of schools; its headers are: {headers}",
        "请加上“学校标识码”或“学校名称”一列",
        "add a column of schools, by code or by name",
    ),
    "roster-word-column": Entry(
        "教师名册没有可换写法的“{column}”列；有：{known}",
        "a teacher list has no column “{column}” to say words of; it has: {known}",
    ),
    "roster-word": Entry(
        "“{word}”不是“{column}”列已知的词；已知的有：{known}",
        "“{word}” is no known word of the column “{column}”; these are: {known}",
    ),
    "roster-word-taken": Entry(
        "“{word}”在“{column}”列中已指“{known}”，不能另指“{meant}”",
        "“{word}” means “{known}” in the column “{column}” already and cannot mean “{meant}”",
    ),
    "roster-output": Entry(
        "{file} 不是 .xlsx 文件名",
        "{file} is no name of an .xlsx file",
        "写出的是 Excel 工作簿，文件名应以 .xlsx 结尾",
        "what is written is an Excel workbook; give it a name that ends in .xlsx",
    ),
    "roster-option": Entry(
        "{option} 应写作 {form}，而不是“{value}”",
        "{option} is written {form}, not “{value}”",
    ),
    "roster-sheet-unused": Entry(
        "工作表“{sheet}”没有学校一列，不是名册，未使用",
        "the sheet “{sheet}” has no column of schools, so it is no list and was not used",
    ),
    "roster-column-absent": Entry(
        "名册中没有“{wanted}”一列或该列全部为空，因此未得出：{facts}",
        "the list has no column “{wanted}”, or a blank one; it therefore gives no: {facts}",
    ),
    "roster-all-fulltime": Entry(
        "教师名册没有注明是否专任，{count} 人全部按专任教师计",
        "the teacher list does not say who is full-time; all {count} were taken for full-time teachers",
        "如有教辅、工勤等人员，请加“是否专任教师”一列",
        "add a column that says so if there is other staff on it",
    ),
    "roster-without-classes": Entry(
        "{count} 个学段不在班级名册中，其班级和学生数缺失：{value}",
        "{count} sections are not on the class list, so their classes and pupils are missing: {value}",
    ),
    "roster-without-teachers": Entry(
        "{count} 个学段不在教师名册中，其教师数缺失：{value}",
        "{count} sections are not on the teacher list, so their teachers are missing: {value}",
        "请核对两份名册的学校名称；确无教师的，在学校数据中填 0",
        "check how both lists spell the school; if it really has none, write 0 in the records of schools",
    ),
}

_ROWS = {
    "roster-undecided": Entry(
        "“{fact}”缺失：{count} 行不能确定是否计入",
        "“{fact}” is missing: of {count} rows it is not known whether they count",
        "请补全或改正这些行；空格另有所指的，可用 --blank 说明",
        "complete or correct these rows; --blank says what a blank cell means, if it means something",
    ),
    "roster-subject-mixed": Entry(
        "“{value}”既有体育、艺术又有其他学科，不知以哪一科为主",
        "“{value}” holds PE or arts and other subjects; which is the main one is not known",
        "请只填主要任教学科",
        "give the main subject alone",
    ),
    "roster-backbone-differs": Entry(
        "骨干教师级别“{value}”与“县级及以上骨干教师”一列相矛盾",
        "the level “{value}” contradicts the column that says whether it is county level and above",
    ),
    "roster-teacher-repeated": Entry(
        "教师“{value}”在同一学段有 {count} 行，按一人计",
        "the teacher “{value}” stands on {count} rows of one section and counts once",
    ),
    "roster-teacher-differs": Entry(
        "教师“{value}”在同一学段有 {count} 行，内容不一，不知以哪一行为准",
        "the teacher “{value}” stands on {count} rows of one section that differ; which one holds is not known",
        "只保留一行",
        "keep one of them",
    ),
    "roster-teacher-two-places": Entry(
        "教师“{value}”出现在 {count} 行，不在同一学段：{sections}",
        "the teacher “{value}” stands on {count} rows of different sections: {sections}",
        "一人只计入一个学段，请只保留一行",
        "a person counts in one section; keep one of the rows",
    ),
    "roster-id-shared": Entry(
        "编号“{value}”在 {count} 行，姓名不同，不知是一人还是几人：{sections}",
        "the id “{value}” stands on {count} rows whose names differ; one person or several is not known: {sections}",
        "编号须全县唯一；各校自编的编号，请删去该列或在编号前加校名",
        "ids must be unique in the county; where schools number their own teachers, leave the column out",
    ),
    "roster-id-rounded": Entry(
        "{count} 个教师编号超过 15 位，Excel 已将其舍入或写作科学计数，不用于查重",
        "{count} ids of teachers were rounded by Excel, which keeps 15 digits of a number; they are not compared",
        "请把该列设为文本格式后重新填写",
        "format the column as text and enter them again",
    ),
    "roster-class-twice": Entry(
        "“{value}”在同一学段有 {count} 行",
        "“{value}” stands on {count} rows of one section",
        "只保留一行",
        "keep one of them",
    ),
    "roster-grade-stage": Entry(
        "“{value}”不可能属于所填学段，该班属于哪一学段按未知处理",
        "“{value}” cannot be of the stage given; of which stage the class is, is taken as not known",
        "请改正学段或年级；学前班不列入",
        "correct the stage or the grade; kindergarten classes do not belong on the list",
    ),
    "roster-grade-unknown": Entry("不认识年级“{value}”", "the grade “{value}” is not known"),
    "roster-grade-six": Entry(
        "{count} 个{value}班没有填学段，按小学计",
        "{count} classes of {value} give no stage and were taken for primary ones",
        "实行五四学制的，请填写学段",
        "give the stage where primary schools have five grades",
    ),
}

_JOINED = {
    "joined-values-differ": Entry(
        "两份数据的“{column}”不一：{value}，按缺失处理",
        "the two files differ in “{column}”: {value}; it is taken as missing",
        "请核对后改正其中之一",
        "check them and correct one",
    ),
    "joined-key-differs": Entry(
        "两份数据的“{column}”不一：{value}，采用前一份",
        "the two files differ in “{column}”: {value}; the first was taken",
    ),
    "joined-only-first": Entry(
        "{count} 所学校不在后一份数据中：{value}",
        "{count} schools are not in the second file: {value}",
        "如写法不同，请统一学校名称或标识码",
        "if they are spelt in another way there, make the names or codes the same",
    ),
    "joined-only-second": Entry(
        "{count} 所学校不在前一份数据中：{value}",
        "{count} schools are not in the first file: {value}",
        "如写法不同，请统一学校名称或标识码",
        "if they are spelt in another way there, make the names or codes the same",
    ),
    "joined-rows-aside": Entry(
        "后一份数据中有 {count} 行合计或空行，合并后不再核对",
        "{count} rows of totals or blanks of the second file are not checked once it is joined",
    ),
}

ROSTER_MESSAGES: dict[str, Entry] = {**_LISTS, **_ROWS, **_JOINED}
