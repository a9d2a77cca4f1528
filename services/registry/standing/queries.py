"""Every SELECT on changes of standing. Each one starts from `visible_to`."""

from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import Integer, Select, Uuid, bindparam, literal_column, select, tuple_
from sqlalchemy.types import DateTime
from sqlmodel import col

from services.kit.actor import ANONYMOUS, Actor
from services.kit.reads import CompiledRead, compile_read, json_bytes, json_object
from services.registry.forums.models import Fact, StatusChange, Verification

C = TypeVar("C", Fact, StatusChange, Verification)


def visible_to(actor: Actor, model: type[C]) -> Select[C]:
    """Changes are as public as their forum."""
    return select(model)


def _object(model: type[Any], *names: str, **others: Any) -> Any:
    return json_object(**{name: col(getattr(model, name)) for name in names}, **others)


def _item(model: type[C]) -> Any:
    who = ("recorded_by", "recorded_at")
    if model is StatusChange:
        return _object(StatusChange, "id", "previous", "status", "since", "reason", *who)
    if model is Verification:
        return _object(Verification, "id", "forum_version", "means", "note", *who)
    said = {"stage": col(Fact.value), "since": col(Fact.as_of)}
    return _object(Fact, "id", "source", "mark", *who, **said)


@lru_cache(maxsize=8)
def page(model: type[C], *, continued: bool) -> CompiledRead:
    """Changes of one forum, newest first; rows are (document, recorded at, id)."""
    keys = (col(model.recorded_at), col(model.id))
    statement = (
        visible_to(ANONYMOUS, model)
        .with_only_columns(json_bytes(_item(model)), *keys)
        .where(col(model.forum_id) == bindparam("forum_id", type_=Uuid))
    )
    if model is Fact:
        statement = statement.where(col(Fact.field) == literal_column("'stage'"))
    if continued:
        after = (bindparam("after_key", type_=DateTime(timezone=True)), bindparam("after_id", type_=Uuid))
        statement = statement.where(tuple_(*keys) < tuple_(*after))
    order = [key.desc() for key in keys]
    return compile_read(statement.order_by(*order).limit(bindparam("size", type_=Integer)))
