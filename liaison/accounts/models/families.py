"""三员分立 in the database: no user holds seats of two families on the same day, whoever writes, also two at once."""

from __future__ import annotations

SENTENCE = "nobody holds seats of two families"
NEVER = "'9999-12-31'"
FAMILY = "CASE WHEN {row}.role IN ('admin', 'security', 'auditor') THEN {row}.role ELSE 'business' END"
CLASH = (  # only constants of this file are put together
    "SELECT 1 FROM seat AS other WHERE other.user_id = NEW.user_id AND other.id <> NEW.id "  # noqa: S608
    f"AND ({FAMILY.format(row='other')}) <> ({FAMILY.format(row='NEW')}) "
    f"AND other.started_on < COALESCE(NEW.ended_on, {NEVER}) AND NEW.started_on < COALESCE(other.ended_on, {NEVER})"
)
SQLITE = (
    "CREATE TRIGGER seat_families_{verb} AFTER {VERB} ON seat "
    f"WHEN EXISTS ({CLASH}) BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
)
# The user's row is locked first: of two who seat him at the same time the second sees what the first did.
POSTGRES_FUNCTION = (
    "CREATE OR REPLACE FUNCTION keep_seat_families() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    'PERFORM 1 FROM "user" WHERE id = NEW.user_id FOR NO KEY UPDATE; '
    f"IF EXISTS ({CLASH}) THEN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'check_violation'; END IF; "
    "RETURN NULL; END $$"
)
POSTGRES = (
    "CREATE TRIGGER seat_families AFTER INSERT OR UPDATE ON seat FOR EACH ROW EXECUTE FUNCTION keep_seat_families()"
)


def family_statements(dialect: str) -> list[str]:
    """The SQL that makes the database refuse a seat of another family; dates are compared as they are stored."""
    if dialect == "sqlite":
        return [SQLITE.format(verb=verb, VERB=verb.upper()) for verb in ("insert", "update")]
    return [POSTGRES_FUNCTION.replace(NEVER, f"DATE {NEVER}"), POSTGRES]


def family_removals(dialect: str) -> list[str]:
    """The SQL that takes it away."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER seat_families_{verb}" for verb in ("insert", "update")]
    return ["DROP TRIGGER seat_families ON seat", "DROP FUNCTION keep_seat_families()"]
