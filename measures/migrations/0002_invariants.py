"""What constraints cannot say: quotes are exact slices, a text with passages stays, and the search index."""

from typing import Any

from django.db import migrations

POSTGRESQL = [
    """
    CREATE FUNCTION measures_exact_slice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NEW.quote IS DISTINCT FROM
           (SELECT substr(body, NEW.start + 1, NEW."end" - NEW.start) FROM measures_document WHERE id = NEW.document_id)
        THEN RAISE EXCEPTION 'the quote is not the exact slice of its document' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER measures_passage_exact BEFORE INSERT OR UPDATE ON measures_passage
    FOR EACH ROW EXECUTE FUNCTION measures_exact_slice()
    """,
    """
    CREATE TRIGGER measures_exclusion_exact BEFORE INSERT OR UPDATE ON measures_exclusion
    FOR EACH ROW EXECUTE FUNCTION measures_exact_slice()
    """,
    """
    CREATE FUNCTION measures_body_stays() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM measures_passage WHERE document_id = NEW.id)
        THEN RAISE EXCEPTION 'a text with passages cannot change' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER measures_document_body_stays BEFORE UPDATE OF body ON measures_document
    FOR EACH ROW WHEN (OLD.body IS DISTINCT FROM NEW.body) EXECUTE FUNCTION measures_body_stays()
    """,
    """
    CREATE INDEX measures_search ON measures_searchentry
    USING gin (array_to_tsvector(string_to_array(words, ' ')))
    """,
]

SLICE = """
    CREATE TRIGGER measures_{name}_exact_{event} BEFORE {event} ON measures_{name}
    WHEN NEW.quote IS NOT
         (SELECT substr(body, NEW.start + 1, NEW."end" - NEW.start) FROM measures_document WHERE id = NEW.document_id)
    BEGIN SELECT RAISE(ABORT, 'the quote is not the exact slice of its document'); END
"""
SQLITE = [
    *(SLICE.format(name=name, event=event) for name in ("passage", "exclusion") for event in ("insert", "update")),
    """
    CREATE TRIGGER measures_document_body_stays BEFORE UPDATE OF body ON measures_document
    WHEN OLD.body IS NOT NEW.body AND EXISTS (SELECT 1 FROM measures_passage WHERE document_id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'a text with passages cannot change'); END
    """,
    """
    CREATE VIRTUAL TABLE measures_search USING fts5(
        words, content='measures_searchentry', content_rowid='measure_id', prefix='3 4', detail='full',
        tokenize="unicode61 remove_diacritics 0 tokenchars '-'''")
    """,
    """
    CREATE TRIGGER measures_search_insert AFTER INSERT ON measures_searchentry BEGIN
        INSERT INTO measures_search(rowid, words) VALUES (NEW.measure_id, NEW.words);
    END
    """,
    """
    CREATE TRIGGER measures_search_delete AFTER DELETE ON measures_searchentry BEGIN
        INSERT INTO measures_search(measures_search, rowid, words) VALUES ('delete', OLD.measure_id, OLD.words);
    END
    """,
    """
    CREATE TRIGGER measures_search_update AFTER UPDATE ON measures_searchentry BEGIN
        INSERT INTO measures_search(measures_search, rowid, words) VALUES ('delete', OLD.measure_id, OLD.words);
        INSERT INTO measures_search(rowid, words) VALUES (NEW.measure_id, NEW.words);
    END
    """,
]


def create(apps: Any, schema_editor: Any) -> None:
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
