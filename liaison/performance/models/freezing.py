"""A published scheme in the database: neither it nor its lines change any more, whoever writes."""

from __future__ import annotations

SENTENCE = "a published scheme is frozen"
PUBLISHED = "'已发布'"
SQLITE_SCHEME = (
    "CREATE TRIGGER scheme_frozen_{verb} BEFORE {VERB} ON scheme "
    f"WHEN OLD.state = {PUBLISHED} BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
)
SQLITE_ITEM = (  # only constants of this file are put together
    "CREATE TRIGGER scheme_item_frozen_{verb} BEFORE {VERB} ON scheme_item "  # noqa: S608
    f"WHEN EXISTS (SELECT 1 FROM scheme WHERE state = {PUBLISHED} AND id IN ({{ids}})) "
    f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
)
IDS = {"insert": "NEW.scheme_id", "update": "NEW.scheme_id, OLD.scheme_id", "delete": "OLD.scheme_id"}
POSTGRES = (
    "CREATE OR REPLACE FUNCTION keep_schemes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF OLD.state = {PUBLISHED} THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER scheme_frozen AFTER UPDATE OR DELETE ON scheme FOR EACH ROW EXECUTE FUNCTION keep_schemes()",
    # The scheme's row is locked first: whoever adds a line while another publishes sees what the other did.
    "CREATE OR REPLACE FUNCTION keep_scheme_items() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
    "PERFORM 1 FROM scheme WHERE id IN (NEW.scheme_id, OLD.scheme_id) FOR SHARE; "
    f"IF EXISTS (SELECT 1 FROM scheme WHERE state = {PUBLISHED} AND id IN (NEW.scheme_id, OLD.scheme_id)) "
    f"THEN RAISE EXCEPTION '{SENTENCE}'; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER scheme_item_frozen AFTER INSERT OR UPDATE OR DELETE ON scheme_item "
    "FOR EACH ROW EXECUTE FUNCTION keep_scheme_items()",
)


def freezing_statements(dialect: str) -> list[str]:
    """The SQL that makes the database refuse to change a published scheme."""
    if dialect != "sqlite":
        return list(POSTGRES)
    items = [SQLITE_ITEM.format(verb=verb, VERB=verb.upper(), ids=ids) for verb, ids in IDS.items()]
    return [SQLITE_SCHEME.format(verb=verb, VERB=verb.upper()) for verb in ("update", "delete")] + items


def freezing_removals(dialect: str) -> list[str]:
    """The SQL that takes it away."""
    if dialect == "sqlite":
        items = [f"DROP TRIGGER scheme_item_frozen_{verb}" for verb in IDS]
        return [f"DROP TRIGGER scheme_frozen_{verb}" for verb in ("update", "delete")] + items
    tables = (("scheme", "keep_schemes"), ("scheme_item", "keep_scheme_items"))
    return [word for table, function in tables
            for word in (f"DROP TRIGGER {table}_frozen ON {table}", f"DROP FUNCTION {function}()")]  # fmt: skip
