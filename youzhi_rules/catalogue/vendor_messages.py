"""Messages about copying the library into another project."""

from __future__ import annotations

from .entries import Entry

VENDOR_LABELS: dict[str, tuple[str, str]] = {
    "vendored": (
        "已复制到 {folder}：版本 {version}，{packs} 个规则包，{files} 个文件",
        "copied to {folder}: version {version}, {packs} packs, {files} files",
    ),
}

VENDOR_MESSAGES: dict[str, Entry] = {
    "vendor-name": Entry(
        "“{name}”不能作为 Python 包名",
        "“{name}” cannot be the name of a Python package",
        "请换一个文件夹名，或用 --name 指定",
        "choose another folder, or give the name with --name",
    ),
    "vendor-exists": Entry(
        "{folder} 已存在且不是空的",
        "{folder} is there already and not empty",
        "请换一个文件夹；如是以前复制的，可用 --force 替换",
        "choose another folder; --force replaces an earlier copy",
    ),
    "vendor-foreign": Entry(
        "{folder} 不是 youzhi vendor 复制的，不予替换",
        "{folder} was not made by youzhi vendor and is not replaced",
        "请换一个文件夹，或自行删除其中的内容",
        "choose another folder, or remove it yourself",
    ),
    "vendor-itself": Entry(
        "{folder} 是正在运行的库，或与其相互包含",
        "{folder} is the library that is running, or lies inside it or around it",
        "请换一个文件夹",
        "choose another folder",
    ),
    "vendor-no-licence": Entry(
        "找不到许可证文件，没有它不得复制",
        "the licence is not found, and nothing may be copied without it",
        "请重新安装",
        "install the library again",
    ),
    "vendor-pack-twice": Entry("有两个不同的规则包都叫“{pack}”", "two different packs are called “{pack}”"),
}
