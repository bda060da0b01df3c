"""Messages about the places where packs lie."""

from __future__ import annotations

from .entries import Entry

_LAYOUT = ("其中每个规则包是一个文件夹：代号/pack.yaml", "each pack is a folder in it: <id>/pack.yaml")

FINDING_MESSAGES: dict[str, Entry] = {
    "pack-name-taken": Entry(
        "代号“{id}”有多个规则包：{places}",
        "several packs have the id “{id}”: {places}",
        "一个代号只能指一个规则包：请改名，或移走其中一个",
        "an id means one pack: give one of them another id, or take it away",
    ),
    "pack-source-missing": Entry(
        "没有文件夹 {folder}（{by}）",
        "there is no folder {folder} ({by})",
        "请更正路径，或建立该文件夹",
        "correct the path, or make the folder",
    ),
    "pack-source-not-a-folder": Entry(
        "{folder} 不是文件夹（{by}）",
        "{folder} is not a folder ({by})",
        "请写规则包所在的文件夹",
        "name the folder that holds packs",
    ),
    "pack-source-unreadable": Entry(
        "文件夹 {folder} 无法读取（{by}）",
        "the folder {folder} cannot be read ({by})",
        "请检查访问权限和链接",
        "check its permissions, and where links lead",
    ),
    "pack-source-is-a-pack": Entry(
        "{folder} 本身就是一个规则包（{by}）",
        "{folder} is a pack itself ({by})",
        "请写它的上一级文件夹",
        "name the folder above it",
    ),
    "pack-source-empty": Entry("{folder} 中没有规则包（{by}）", "{folder} holds no packs ({by})", *_LAYOUT),
    "pack-entry-value": Entry(
        "入口点的值“{value}”不是包名（{by}）",
        "the entry point's value “{value}” is not the name of a package ({by})",
        "请写点分的包名，如 qingshan_packs.rulepacks，不带冒号和方括号",
        "write a dotted name such as qingshan_packs.rulepacks, without colon or brackets",
    ),
    "pack-entry-package": Entry(
        "入口点指向的包 {value} 不存在（{by}）",
        "the package {value}, which an entry point names, is not there ({by})",
        "请重新安装或卸载该发行包",
        "install the distribution anew, or uninstall it",
    ),
    "pack-entry-folder": Entry(
        "包 {value} 没有对应的文件夹（{by}）",
        "the package {value} has no folder ({by})",
        "规则包须以文件形式安装，不能是单个模块或压缩包",
        "packs are installed as files, neither as a single module nor in an archive",
    ),
    "pack-entry-unreadable": Entry(
        "发行包 {distribution} 的元数据无法读取",
        "the metadata of the distribution {distribution} cannot be read",
        "请重新安装或卸载",
        "install it anew, or uninstall it",
    ),
}
