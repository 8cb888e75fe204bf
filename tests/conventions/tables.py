"""The tables of docs/ that say what the code says: written by `python -m tests.conventions.tables`, held by a test."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import SimpleNamespace
from typing import Any

import click

from liaison import cli
from liaison.access import Role, rules
from liaison.access.roles import SEATED
from liaison.access.table import TABLE
from liaison.casework.sheets.sight import KEPT
from liaison.casework.workflow import (
    ASKER,
    CASEWORK,
    CHOSEN_BY_ANSWER,
    CLOCK_STATES,
    COMMITTEE,
    HANDLER,
    MEMBER,
    OFFICE,
    STEPS,
    UNIT,
    UNSEEN_VERBS,
)
from liaison.core.columns import Column
from liaison.core.workflow import Move, State
from liaison.inventory import CLASSES, inventory
from tests.conventions.source import ROOT
from tests.known_holes import HOLES, by_hole

DOCS = ROOT / "docs"
PLACE = re.compile(r"(<!-- table: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
HOLDERS = {
    MEMBER: "委员", COMMITTEE: "工委", UNIT: "承办单位负责人", HANDLER: "承办科室", OFFICE: "办公室",
    ASKER: "诉求人",
}  # fmt: skip
PASSED_WHEN = {"needs_issue": "不用签发", "needs_receipt": "不用签收", "has_rulings_left": "第二次申退"}
WHOSE = {
    rules.always: "", rules.own: "自己的", rules.at_own_desk: "在自己单位手上的",
    rules.in_own_hands: "交给自己或本科室的",
    rules.of_own_committee: "自己工委的", rules.of_own_unit: "自己单位承办的",
    rules.of_own_unit_openly: "自己单位承办、诉求人没要求保密的", rules.of_own_library: "自己管的库",
    rules.of_member_near: "自己工委的、住在或工作在本区镇的委员",
    rules.of_own_organisation: "自己单位的", rules.owned_by_own_organisation: "自己单位管的库",
    rules.of_former_member: "委员已经离任、还没人接的",
    rules.made_by_himself: "自己交办的",
    rules.helped_by_own_unit: "自己单位协办、还没提意见的", rules.asked_by_another: "不是自己申请的",
    rules.asked_for_by_another: "不是自己申请的",
    rules.of_own_committee_by_another: "自己工委的、不是自己申请的",
    rules.addressed_to_own_unit: "批给自己单位的", rules.addressed_to_own_committee: "批给自己工委的",
    rules.issued_by_own_organisation: "自己单位发的",
}  # fmt: skip
SHORT_ROLES = {Role.CLERK: "工委经办", Role.UNIT_LEADER: "单位负责人"}
MEANINGS = {
    "home.view": "看首页",
    "profile.view": "看“我的”",
    "profile.change": "改自己的密码、字号、快捷键，换身份",
    "search.use": "用搜索框",
    "guide.print": "把给委员的一页纸存成 PDF",
    "user.view": "看用户",
    "user.change": "开通、停用、解锁账号，重设密码，打印密码条",
    "seat.view": "看人员与科室",
    "seat.change": "给席位、取消席位、换人、改科室",
    "event.view": "看操作日志",
    "network.change": "定哪个身份只能在哪些网络里登录",
    "proxy.make": "请人代自己办，结束代办",
    "proxy.make_for": "替来不了的人定代办",
    "message.view": "看自己的消息",
    "feedback.leave": "给办公室留言，看自己的留言和答复",
    "feedback.answer": "看大家的留言，答复",
    "outbox.view": "看邮件和群消息发出没有，没有发成的再发",
    "webhook.change": "设各单位工作群的机器人",
    "reference.view": "看参考名单、列举清单、联络室、工作日历",
    "reference.change": "改参考名单，标明哪年的放假安排已公布",
    "library.view": "看主、子信息库",
    "library.confirm": "确认信息库的年度名单",
    "confirmation.list": "看各库的年度确认",
    "member.view": "看委员",
    "claim.view": "看个人信息权利和登记簿",
    "claim.record": "登记、答复个人信息请求",
    "person.take_out": "替本人导出他的全部资料",
    "person.erase": "按请求或期满删除个人信息",
    "member.phone": "看委员的完整电话（要写原因）",
    "member.change": "新增、修改委员，办离任和恢复",
    "term.change": "登记届次，换届",
    "representative.view": "看代表",
    "representative.add": "新增代表",
    "representative.change": "修改代表，办出库和恢复",
    "representative.history": "看代表的修改记录",
    "member.history": "看委员的修改记录",
    "case.history": "看诉求的修改记录",
    "representative.import": "导入信息库",
    "waiting_row.decide": "核定待核的行",
    "duplicate.view": "看可能重复的代表、核定过的和合并过的",
    "duplicate.settle": "查重，合并代表，核定不是同一人，撤销合并（两位都看得到才行）",
    "duplicate.weigh": "改去重规则的分数",
    "import.view": "看导入记录和导入结果",
    "import.make": "导入 Excel：上传、对表头、核对、写入",
    "import.undo": "撤销一次导入",
    "member.export": "导出委员名册",
    "roster.export": "导出代表名册",
    "export.view": "看导出登记，认一份导出的表是谁的",
    "export.follow": "看完整导出的申请",
    "export.withdraw": "撤回自己的导出申请",
    "export.approve": "批别人的完整导出",
    "plan.view": "看三定方案",
    "plan.change": "编方案，改一对",
    "plan.publish": "发布方案",
    "plan.export": "导出方案",
    "job.view": "看后台事项办到哪里",
    "job.cancel": "取消后台事项",
    "job.take": "取走后台做好的文件",
    "schedule.run": "看定时事项，现在就跑一次",
    "file.view": "看附件（所属的联系或诉求看得到才行）",
    "contact.view": "看联系记录",
    "contact.record": "记一次联系，记一场活动",
    "contact.correct": "改联系记录",
    "contact.void": "作废联系记录",
    "blind_spot.view": "看联系盲区",
    "blind_spot.export": "导出联系盲区",
    "case.view": "看一件诉求",
    "case.list": "看诉求列表和督办通知",
    "case.export": "导出诉求台账",
    "case.print": "打印套表和卷宗，下载 PDF、Word",
    "ledger.import": "导入往年的联系台账和环节记录",
    "conservation.view": "看套表互证",
    "conservation.export": "导出套表互证",
    "inbox.view": "看收件箱",
    "public_request.view": "看群众扫码反映的事",
    "public_request.decide": "把群众扫码反映的事转给委员，或者写明为什么不转",
    "public_request.call": "记下和扫码反映人的联系",
    "station_code.view": "看联络室的二维码，打印海报",
    "station_code.change": "做、改、暂停、更换联络室的二维码",
    "task.view": "看待办",
    "case.urge": "提醒、催办、督办、挂牌",
    "case.answer_notice": "回应督办通知",
    "case.instruct": "在诉求上批示",
    "case.answer_instruction": "报告批示的办理情况",
    "notice.settle": "处理督办通知：销号、继续、升级、通报",
    "notice.send": "发出或不发平台建议的督办、挂牌通报",
    "instruction.view": "看领导批示和办理情况",
    "revisit.view": "看回访抽查",
    "revisit.record": "抽取要回访的诉求，记回访结果",
    "case.group": "整组转办",
    "case.phone": "看诉求人的完整电话（记入日志）",
    "case.take_back": "10 分钟内撤回自己办的",
    "time_limit.change": "改办理时限和工作日历",
    "rule_proposal.decide": "看转办建议准不准，采纳改派的建议",
    "performance.view": "看履职考核",
    "performance.export": "导出履职 Excel",
    "target.export": "导出目标做没做到的名单",
    "performance.own": "看自己的履职",
    "scheme.view": "看考核方案，按它试算",
    "scheme.change": "起草、修改考核方案",
    "scheme.publish": "发布考核方案",
    "deed.view": "看履职记录",
    "score.view": "看委员的积分",
    "score.compute": "计算、公示、更正积分，定谁不参加考核",
    "score.close": "锁定一年的积分",
    "report.write": "写自己的履职报告",
    "report.list": "看谁交了履职报告",
    "report.call": "定履职报告交到哪一天",
    "dossier.view": "看履职档案",
    "dossier.take_out": "下载一份履职档案",
    "dossier.export": "把全部履职档案做成一个压缩包",
    "deed.record": "记会议、提案等履职记录",
    "deed.void": "作废履职记录",
    "proof.view": "看一条履职记录和它的依据",
    "proof.add": "给履职记录加附件",
    "gathering.change": "改签到活动，出示签到码，记请假、缺席",
    "gathering.sign_in": "扫码签到",
    "dashboard.view": "看总览",
    "monthly.make": "看月报，生成月报的 Excel",
    "flag.view": "看要看一看的记录（一天很多次、要点雷同等）",
    "aim.set": "改总览和分项统计的目标线",
    "flag.look": "记下看过的结果，请委员说明，定从几次起列出",
    "board.view": "看分区镇、分工委、分单位等统计",
}


def rows(heading: str, cells: Iterable[Iterable[str]]) -> str:
    """A Markdown table. heading: its words with spaces between."""
    lines = [heading.split(), ["---"] * len(heading.split()), *cells]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def states() -> str:
    """Each state: its step, whose turn it is and how long."""
    told = ((f"{s.step} {STEPS[s.step]}", s.title, f"`{s.code}`", holder_of(s), days_of(s)) for s in CASEWORK.states)
    return rows("环节 状态 代码 轮到谁 几个工作日", told)


def holder_of(state: State) -> str:
    """Whose turn it is, and when a case does not stop there."""
    switch = f"（{PASSED_WHEN[state.stops_if]}时不停）" if state.stops_if else ""
    return "—" if state.is_end else HOLDERS[state.holder] + switch


def days_of(state: State) -> str:
    """The limit of a state, in words."""
    own = f"{limits()[state.limit]}" if state.limit else ""
    clock = "在办理期限内" if state.code in CLOCK_STATES else ""
    return "，".join(part for part in (own, clock) if part) or "—"


def limits() -> dict[str, str]:
    """`{key: working days}` as shipped."""
    return {row["代码"]: row["工作日"] for row in limit_rows()}


def limit_rows() -> list[dict[str, str]]:
    """The shipped list of time limits."""
    with (ROOT / "seed" / "time_limits.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def handling() -> str:
    """The limits of handling by kind and urgency, in working days from the day after 转办."""
    known = limits()
    kinds = dict.fromkeys(key.split("/")[0] for key in known if "/" in key)
    urgencies = dict.fromkeys(key.split("/")[1] for key in known if "/" in key)
    days = ([kind, *(known[f"{kind}/{urgency}"] for urgency in urgencies)] for kind in kinds)
    return rows(f"诉求性质 {' '.join(urgencies)}", days)


def other_limits() -> str:
    """The limits of single steps."""
    return rows("期限 工作日", ([row["名称"], row["工作日"]] for row in limit_rows() if "/" not in row["代码"]))


def moves() -> str:
    """Each move: from where to where, who may, and what he must fill in."""
    return rows("环节 办什么 代码 从 到 谁办 必填", map(told_of, CASEWORK.moves))


def told_of(move: Move) -> tuple[str, ...]:
    """The row of one move."""
    return (
        f"{move.step} {STEPS[move.step]}", move.title, f"`{move.verb}`", "、".join(title(code) for code in move.starts),
        title(move.target) if move.target else "不变", who_may(move.permission), needed(move),
    )  # fmt: skip


def title(code: str) -> str:
    """What a state is called."""
    return CASEWORK.by_code[code].title


def needed(move: Move) -> str:
    """The cells that may not stay empty; the moves chosen by an answer have no form of their own."""
    if move.verb in UNSEEN_VERBS:
        return "由填的内容决定" if move.verb in CHOSEN_BY_ANSWER else "随并案的主单办"
    return "、".join(c.title for c in move.columns if c.required) or "—"


def chart() -> str:
    """The same moves as a drawing."""
    lines = ["stateDiagram-v2", "    direction TB", f"    [*] --> {CASEWORK.first}"]
    lines += [f'    state "{s.step} {s.title}" as {s.code}' for s in CASEWORK.states]
    lines += [f"    {start} --> {m.target}: {m.title}" for m in CASEWORK.moves if m.target for start in m.starts]
    lines += [f"    {s.code} --> {s.passes_to}: {PASSED_WHEN[s.stops_if]}" for s in CASEWORK.states if s.stops_if]
    lines += [f"    {s.code} --> [*]" for s in CASEWORK.states if s.is_end]
    return "```mermaid\n" + "\n".join(lines) + "\n```\n"


def sight() -> str:
    """The cells of each sheet: who fills them in, who reads them."""
    return rows("环节 办什么 哪些栏 谁填 谁看", (line for move in CASEWORK.moves for line in cells_of(move)))


def cells_of(move: Move) -> Iterator[tuple[str, ...]]:
    """One line for the cells of a move that the same people read."""
    if move.verb in UNSEEN_VERBS:
        return
    groups: dict[str, list[str]] = {}
    for column in move.columns:
        groups.setdefault(readers_of(move, column), []).append(column.title)
    for readers, titles in groups.items():
        yield f"{move.step} {STEPS[move.step]}", move.title, "、".join(titles), who_may(move.permission), readers


def readers_of(move: Move, column: Column) -> str:
    """Who reads a cell, beyond seeing the case."""
    readers = KEPT.get((move.verb, column.key))
    if readers:
        return roles_in_words(readers)
    return "要求保密的，只有看得到电话的人" if column.personal else "看得到这件诉求的人"


def permissions() -> str:
    """Each permission: what it lets one do, and who may."""
    return rows("权限 做什么 谁", ([f"`{name}`", meaning(name), who_may(name)] for name in TABLE))


def meaning(permission: str) -> str:
    """What a permission lets one do: its moves by name, else the words above."""
    named = "、".join(m.title for m in CASEWORK.moves if m.permission == permission)
    return named or MEANINGS[permission]


def who_may(permission: str) -> str:
    """The roles that hold a permission, each group with what it is limited to."""
    return roles_in_words(TABLE[permission])


def roles_in_words(held: Mapping[Role, Callable[..., bool]]) -> str:
    """Roles, each group with what it is limited to."""
    if set(held) == set(SEATED) and set(held.values()) == {rules.always}:
        return "所有登录的人"
    groups: dict[Any, list[str]] = {}
    for role, rule in held.items():
        groups.setdefault(rule, []).append(SHORT_ROLES.get(role, role.title))
    return "；".join("、".join(names) + bounded(rule) for rule, names in groups.items())


def bounded(rule: Callable[..., bool]) -> str:
    """What a rule limits a role to, in brackets."""
    return f"（{WHOSE[rule]}）" if WHOSE[rule] else ""


def roles() -> str:
    """The roles that a seat can give."""
    return rows("角色 代码", ([role.title, f"`{role.value}`"] for role in Role))


def kept() -> str:
    """Every table with what is kept in it of which class, what for and until when; plain facts left out."""
    cared = [one for one in inventory() if one.kind not in ("public", "internal")]
    return rows(
        "表 类别 栏 用途 保存多久",
        ((f"`{one.table}`", CLASSES[one.kind], " ".join(f"`{name}`" for name in one.columns), one.purpose, one.until)
         for one in cared),
    )  # fmt: skip


def holes() -> str:
    """Each hole that other programs had, and the tests that fail where it is made here."""
    tests = by_hole()
    return rows("编号 别人的漏洞 测试", ([number, said, "<br>".join(f"`{one}`" for one in tests.get(number, ()))]
                                     for number, said in HOLES.items()))  # fmt: skip


def commands() -> str:
    """Each command with its arguments and options, as --help says."""
    return "\n".join(explained(name, command) for name, command in every_command())


def explained(name: str, command: click.Command) -> str:
    """One command in words."""
    context = click.Context(command)
    files = [p.make_metavar(context) for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option)]
    told = f"### {name}\n\n`{' '.join(['flask --app wsgi', name, *files])}`\n\n{command.help}\n"
    choices = ([f"`{'` `'.join(o.opts)}`", o.help or ""] for o in options)
    return told + ("\n" + rows("选项 意思", choices) if options else "")


def every_command() -> Iterator[tuple[str, click.Command]]:
    """(`import members`, its command) of all our commands, by name."""
    ours = SimpleNamespace(cli=click.Group())
    cli.install(ours)  # type: ignore[arg-type]
    for name, command in sorted(ours.cli.commands.items()):
        if isinstance(command, click.Group):
            yield from ((f"{name} {child}", command.commands[child]) for child in sorted(command.commands))
        else:
            yield name, command


TABLES: dict[str, Callable[[], str]] = {
    made.__name__: made
    for made in (states, moves, chart, handling, other_limits, sight, permissions, roles, commands, kept, holes)
}  # fmt: skip


def filled_in(words: str) -> str:
    """A page with each table between its two marks as it should be."""
    return PLACE.sub(lambda found: found[1] + TABLES[found[2]]() + found[4], words)


def write() -> None:
    """Bring every page of docs/ up to date."""
    for path in sorted(DOCS.glob("*.md")):
        before = path.read_text(encoding="utf-8")
        after = filled_in(before)
        if after != before:
            path.write_text(after, encoding="utf-8")
            click.echo(f"{path.relative_to(ROOT)}：已更新")


if __name__ == "__main__":
    write()
