"""Holes that other programs of this kind had, a test for each: it fails where the hole is made here.

The tests of a hole carry its number; docs/security.md says which they are, out of this list.
"""

from __future__ import annotations

import ast
from pathlib import Path

HERE = Path(__file__).parent
HOLES = {
    "K01": "排序、翻页参数里夹带 SQL",
    "K02": "统计和导出的筛选条件里夹带 SQL",
    "K03": "让用户自己写 SQL 的报表，程序里拼接 SQL",
    "K04": "不登录就能打开的报表、分享链接",
    "K05": "按路径下载文件，读到服务器上别的文件",
    "K06": "写死在程序里、人人知道的密钥",
    "K07": "装好就有的默认账号和密码",
    "K08": "换个编号就看到别人的东西",
    "K09": "多交几个字段，改到表单里没有的内容",
    "K10": "离任、调动以后权限还在",
    "K11": "一个含糊的角色名给了太多权限",
    "K12": "导入的表格里藏脚本，在预览时执行",
    "K13": "文件名里藏脚本",
    "K14": "附件冒充网页在浏览器里执行",
    "K15": "导出的表格里有公式",
    "K16": "靠扩展名认文件，改大小写就绕过",
    "K17": "让服务器去访问内网地址",
    "K18": "登录以后被带到外面的网站",
    "K19": "登录前后会话编号不变",
    "K20": "不用旧密码就能改密码，找回密码时泄露用户名",
    "K21": "停用、锁定的账号回答不一样",
    "K22": "比较密钥的时间泄露内容",
    "K23": "姓名、标题里的换行变成邮件头或响应头",
    "K24": "看不见的记录从总数里露出来",
    "K25": "有的请求不查防伪标记，登录也不查",
    "K26": "一页要几百万行，拖垮服务",
    "K27": "同时试密码，绕过试错次数",
    "K28": "查找框里的 % 和 _ 当成通配符",
    "K29": "名字相近的假软件包",
}


def by_hole() -> dict[str, list[str]]:
    """`{K01: [file::test, …]}` as the files of this folder say it."""
    found: dict[str, list[str]] = {}
    for path in sorted(HERE.glob("test_*.py")):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            number = node.name[5:8].upper() if isinstance(node, ast.FunctionDef) and node.name[:6] == "test_k" else ""
            if number:
                found.setdefault(number, []).append(f"{path.name}::{node.name}")  # type: ignore[union-attr]
    return found
