"""The search: words kept beside each measure, and one lookup that both databases answer from an index."""

from typing import Any

from django.db import models
from django.db.models import Lookup
from django.utils.translation import gettext_lazy as _

from measures.models.measure import Measure
from measures.rules.search import is_chinese, query_words


class SearchEntry(models.Model):
    """The words of a measure's code, titles, summaries and passages; kept by `actions.settle`.

    A table of its own: the index behind it (an expression index on PostgreSQL, a full-text table with
    triggers on SQLite) is then not lost when the measures' table is altered.
    """

    measure = models.OneToOneField(
        Measure, models.CASCADE, primary_key=True, related_name="search_entry", verbose_name=_("measure")
    )
    words = models.TextField(_("words"))

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")

    def __str__(self) -> str:
        return self.words


@models.TextField.register_lookup
class Matches(Lookup):
    """`words__matches="text"`: rows that have all words of the text."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        terms = [
            f"'{word.replace("'", "''")}'{'' if is_chinese(word) else ':*'}" for word in query_words(self.rhs)
        ]
        sql = f"array_to_tsvector(string_to_array({column}, ' ')) @@ %s::tsquery"
        return sql, [*params, " & ".join(terms)]

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        terms = [f'"{word}"{"" if is_chinese(word) else "*"}' for word in query_words(self.rhs)]
        table = compiler.quote_name(self.lhs.alias)
        sql = f"{table}.measure_id IN (SELECT rowid FROM measures_search WHERE measures_search MATCH %s)"
        return sql, [" AND ".join(terms)]
