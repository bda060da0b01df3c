"""Messages about a pack and its parent."""

from __future__ import annotations

from .entries import Entry

INHERITANCE_MESSAGES: dict[str, Entry] = {
    "extends-unknown": Entry(
        "没有上级规则包“{id}”",
        "there is no pack “{id}” to extend",
        "已知的规则包：{known}；其他规则包可与本包放在同一文件夹，或列入 YOUZHI_PACK_PATH",
        "known packs: {known}; another one may lie beside this pack, or in a folder on YOUZHI_PACK_PATH",
    ),
    "extends-cycle": Entry(
        "规则包互为上级：{chain}",
        "packs extend each other in a circle: {chain}",
        "删去其中一处 extends",
        "take out one of the `extends`",
    ),
    "extends-faulty": Entry(
        "上级规则包 {id} 有错误，不能沿用",
        "the parent {id} has faults and cannot be built on",
        "先改正上级规则包，见前列各条",
        "mend the parent first; its faults are told before this one",
    ),
    "inherited-redefined": Entry(
        "{section} 中的“{name}”已由上级规则包 {parent} 在 {there} 定义",
        "“{name}” of `{section}` is already defined by the parent {parent}, at {there}",
        "上级的内容自动沿用；含义不同的，请换一个名称",
        "what the parent has is taken over; take another name for something else",
    ),
    "split-weights-inherited": Entry(
        "拆分权重由上级规则包 {parent} 在 {there} 规定，本包不能另写",
        "the weights of the split are those of the parent {parent}, at {there}, and cannot be written anew",
        "删去 by_pupils，of 只列新增的数据，按上级权重拆分；权重不同的，各学段的数由学校分别填报",
        "take out `by_pupils` and list under `of` only the facts that join: the weights of the parent divide them too; "
        "who divides otherwise lets schools report each stage",
    ),
    "split-joined-already": Entry(
        "“{name}”已由上级规则包 {parent} 在 {there} 列入拆分",
        "“{name}” is divided by the parent {parent} already, at {there}",
        "删去它：上级所拆分的自动沿用，of 只列新增的数据",
        "take it out: what the parent divides is taken over, and `of` lists only the facts that join",
    ),
    "split-changes-rules": Entry(
        "把“{name}”列入拆分，会改变上级规则包 {parent} 的规则 {rules}，而本包未写明",
        "to divide “{name}” changes rules of the parent {parent}, and nothing says so: {rules}",
        "在 rules 中对每条规则写 relation: replaces 和 reason；或 of 只列上级规则不用的数据",
        "under `rules`, give each of them `relation: replaces` and a `reason`; "
        "or list only facts that no rule of the parent reads",
    ),
    "relation-missing": Entry(
        "规则“{rule}”上级规则包 {parent} 已有（{there}），但未写明与它的关系",
        "the parent {parent} has the rule “{rule}” already (at {there}), and nothing says how this one relates to it",
        "写 relation：restates、tightens、loosens、replaces 或 removes，只写变更的内容；是另一件事的，请换一个名称",
        "write `relation`: restates, tightens, loosens, replaces or removes, and only what changes; "
        "take another id if it is something else",
    ),
    "relation-without-parent": Entry(
        "“{rule}”写了与上级规则的关系，但本包没有上级",
        "“{rule}” relates to a rule of a parent, and this pack has none",
        "写 extends: 上级规则包的代号；或删去 relation、restates",
        "name the parent in `extends`, or take out `relation` and `restates`",
    ),
    "relation-rule-unknown": Entry(
        "上级规则包 {parent} 没有规则“{rule}”，无从变更",
        "the parent {parent} has no rule “{rule}” to change",
        "新规则不写 relation，但须写全",
        "a new rule has no `relation`, and says everything itself",
    ),
    "relation-not-so": Entry(
        "“{rule}”写的是 {relation}，按 {keys} 实为 {found}；上级的写法在 {there}",
        "“{rule}” says {relation}, and by its {keys} it is {found}; the parent's words are at {there}",
        "改正数值，或写 relation: {found}（loosens 须写 authority，replaces 须写 reason）",
        "mend the values, or write `relation: {found}` (with `authority` for loosens, `reason` for replaces)",
    ),
    "relation-no-change": Entry(
        "“{rule}”写的是 {relation}，但与上级规则（{there}）并无不同",
        "“{rule}” says {relation}, and it asks the same as the rule of the parent at {there}",
        "原样重申的，写 relation: restates，或列入 restates",
        "what is repeated unchanged is `relation: restates`, or is listed under `restates`",
    ),
    "restates-changed": Entry(
        "“{rule}”写的是原样重申，但 {keys} 与上级规则（{there}）不同，实为 {found}",
        "“{rule}” says that it restates its parent, and its {keys} differ from the rule at {there}: it is {found}",
        "改回上级的数值，或写 relation: {found}",
        "write the parent's values, or `relation: {found}`",
    ),
    "restates-unknown": Entry(
        "restates 中的“{rule}”不是上级规则包 {parent} 的规则",
        "“{rule}” under `restates` is no rule of the parent {parent}",
        "这里只列原样重申的上级规则",
        "only rules of the parent that are repeated unchanged are listed here",
    ),
    "restates-twice": Entry(
        "“{rule}”既列入 restates，又在 {there} 变更",
        "“{rule}” is listed under `restates` and is changed at {there}",
        "二者留一",
        "keep one of the two",
    ),
    "relation-authority-missing": Entry(
        "“{rule}”放宽了上级规则，但未写明依据",
        "“{rule}” loosens a rule of the parent, and nothing says what allows that",
        "用 authority 写明依据的文件或条款",
        "name the document or clause in `authority`",
    ),
    "relation-reason-missing": Entry(
        "“{rule}”的 relation 为 {relation}，但未写明理由",
        "“{rule}” says {relation} and gives no reason",
        "用 reason: {{zh: …, en: …}} 写明",
        "give it in `reason: {{zh: …, en: …}}`",
    ),
    "relation-removes-more": Entry(
        "“{rule}”已删除，不能再写 {keys}",
        "“{rule}” is removed and cannot say {keys} besides",
        "只写 relation、reason 和条款",
        "write only `relation`, `reason` and the clause",
    ),
}
