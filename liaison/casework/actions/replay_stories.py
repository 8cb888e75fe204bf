"""Reading a past year's steps: what each row says, and what becomes of it; those that go in are written elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from liaison.casework.actions.replay import Line, entries_under
from liaison.casework.queries import ledger_steps as log
from liaison.casework.queries.ledger import Entry
from liaison.casework.rules import replay as rules
from liaison.casework.rules.replay import CONSENSUS, CONTACT, RATING, STEP_OF, Replay, Told
from liaison.casework.sheets import ledger as sheet
from liaison.casework.sheets.steps import GRADES
from liaison.contacts.models import Contact
from liaison.core.intake import CREATED, DUPLICATE, REVIEW, UNCHANGED
from liaison.core.text import same_word

DAY_TITLES = {column.key: column.title for column in sheet.OF_CASE}
COMPARED = {"step": sheet.STEP, "day": sheet.ACTED_ON, "time": sheet.TIME, "actor": sheet.ACTOR,
            "role": sheet.ACTOR_ROLE, "note": sheet.NOTE}  # fmt: skip


@dataclass
class Story:
    """All lines of one row of the ledger: those that stand and those of the file.

    held: columns of the case about which ledger and steps differ.
    """

    entry: Entry
    standing: dict[int, log.Line]
    fresh: dict[int, Line] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)

    @property
    def is_live(self) -> bool:
        """Whether it went on, or was made, in the program itself."""
        return any(not line.is_imported for line in self.standing.values())

    def before(self) -> Replay:
        """What the standing lines amount to."""
        return rules.replayed(Told(one.seq, one.step, one.day, one.note or "") for one in self.standing.values())

    def after(self) -> Replay:
        """What standing and new lines amount to together."""
        return rules.replayed([*(done.told for done in self.before().done), *map(told, self.taken)])

    @property
    def taken(self) -> list[Line]:
        """The new lines that go in."""
        return [line for line in self.fresh.values() if line.outcome == CREATED]


def told(line: Line) -> Told:
    """A row as the rules read it."""
    cells = line.values
    return Told(cells["seq"], cells["step_number"], cells["date"], cells.get("note") or "")


def load_stories(numbers: set[str]) -> dict[str, Story]:
    """The rows of the ledger that the steps belong to, each with its standing lines."""
    entries = entries_under(numbers)
    where = Contact.id.in_([entry.contact_id for entry in entries.values()])
    stories = {number: Story(entry, {}) for number, entry in entries.items()}
    for line in log.step_lines(entries.values(), where):
        stories[line.number].standing[line.seq] = line
    return stories


def rule_on(line: Line, stories: dict[str, Story]) -> None:
    """Decide what becomes of one row, looked at alone."""
    if line.outcome:
        return
    story = stories.get(line.number)
    if story is None:
        line.blame(sheet.STEP_NUMBER, "CONTACT_UNKNOWN", f"没有编号 {line.number} 的联系记录，请先导入联系台账")
        return
    understand(line, story)
    if line.outcome:
        return
    seq = line.values["seq"]
    if seq in story.fresh:
        row = story.fresh[seq].row.number
        line.blame(sheet.SEQ, "DUPLICATE", f"记录编号和次序同第 {row} 行相同", DUPLICATE)
    elif seq in story.standing:
        compare(line, story.standing[seq])
    elif story.is_live:
        line.blame(sheet.SEQ, "CASE_LIVE", f"{line.number} 已经在平台上办理，不能再从台账加环节", REVIEW)
    else:
        line.outcome = CREATED
        story.fresh[seq] = line


def understand(line: Line, story: Story) -> None:
    """The step's number and a grade that can be counted; a contact without a request has no further steps."""
    cells = line.values
    cells["step_number"] = next((n for word, n in STEP_OF.items() if same_word(word) == same_word(cells["step"])), 0)
    if not cells["step_number"]:
        line.blame(sheet.STEP, "UNKNOWN_VALUE", f"环节请从“{'、'.join(STEP_OF)}”里选")
    elif cells["step_number"] > CONSENSUS and story.entry.case_id is None:
        line.blame(sheet.STEP, "NO_REQUEST", f"{line.number} 没有诉求，不会有“{cells['step']}”，请核对")
    elif cells["step_number"] == RATING and cells.get("note") not in GRADES:
        line.blame(sheet.NOTE, "UNKNOWN_VALUE", f"评议请写“{'、'.join(GRADES)}”中的一个")
    elif cells["step_number"] == CONTACT and cells["date"] != story.entry.cells["contacted_on"]:
        day = story.entry.cells["contacted_on"].isoformat()
        line.blame(sheet.ACTED_ON, "OTHER_DAY", f"台账的联系日期是 {day}，请核对", REVIEW)


def compare(line: Line, standing: log.Line) -> None:
    """Unchanged, or to be looked at: blanks of the file say nothing."""
    cells = line.values
    said = {"step": cells["step_number"], "day": cells["date"], "time": cells.get("time"),
            "actor": cells.get("actor"), "role": cells.get("actor_role"), "note": cells.get("note")}  # fmt: skip
    for key, column in COMPARED.items():
        stored = getattr(standing, key)
        if said[key] not in (None, stored):
            words = standing.shown[column.key] or "空"
            line.blame(column, "OTHER_CONTENT", f"平台上这一步的{column.title}是“{words}”，请核对", REVIEW)
    line.outcome = line.outcome or UNCHANGED


def hold_contradictions(story: Story) -> None:
    """Let a step wait that gives another day, or another grade, than the ledger's own row."""
    if not story.fresh:
        return
    found = rules.contradictions(story.before(), story.after(), story.entry.cells)
    for seq, key in found.items():
        line, column = story.fresh[seq], sheet.NOTE if key == "rating" else sheet.ACTED_ON
        said = story.entry.cells[key]
        story.held.add(key)
        line.outcome = ""
        line.blame(column, "OTHER_DAY", f"台账的{DAY_TITLES[key]}是 {said}，和这一步不同，请核对", REVIEW)
