"""How a forum belongs to this simpul, as JSON."""

from typing import Any

from sqlalchemy import SQLColumnExpression, and_, case, exists, func, literal_column, not_, select
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import col

from services.kit.reads import json_object
from services.registry.forums.models import Admission, Forum

_NULL: ColumnElement[Any] = literal_column("NULL")


def admission_object() -> ColumnElement[Any]:
    """`admission` of the enclosing select's forum, in the shape of `ForumAdmissionOut`.

    Mediation follows only what was shared. An approved forum shares what was decided; one that the
    sources describe counts as sharing mediation until its admission is decided; any other shares nothing.
    """
    of_forum = col(Admission.forum_id) == col(Forum.id)
    decision: SQLColumnExpression[Any] = col(Admission.decision)
    approved = (
        select(
            json_object(
                state=col(Admission.state),
                design=col(Admission.design),
                functions_shared=decision["functions_shared"],
                functions_delegated=decision["functions_delegated"],
                since=decision["on"],
                basis=literal_column("'keputusan'"),
            )
        )
        .where(of_forum, col(Admission.state) == literal_column("'disetujui'"))
        .correlate(Forum)
        .scalar_subquery()
    )
    was_decided = exists().where(of_forum, decision.is_not(None)).correlate(Forum)
    imported = json_object(
        state=_NULL,
        design=_NULL,
        functions_shared=literal_column("'[\"e_mediasi\"]'::json"),
        functions_delegated=literal_column("'[]'::json"),
        since=_NULL,
        basis=literal_column("'impor'"),
    )
    counts = and_(col(Forum.imported).is_not(None), not_(was_decided))
    return func.coalesce(approved, case((counts, imported)))
