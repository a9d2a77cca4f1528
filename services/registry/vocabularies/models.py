"""The tables of vocabularies and their terms."""

from typing import Any

from sqlalchemy import Column, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from services.registry.tables import Table


class Vocabulary(Table, table=True):
    """A list of codes that a field may take, or that the sources define."""

    __tablename__ = "vocabularies"

    code: str = Field(primary_key=True, sa_type=Text)
    version: int = 1
    label_id: str = Field(sa_type=Text)
    label_en: str = Field(sa_type=Text)
    description: str = Field(sa_type=Text)
    source: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    as_of: str | None = Field(default=None, sa_type=Text)
    note: str | None = Field(default=None, sa_type=Text)
    # What only some vocabularies have, such as the axes of a matrix.
    attributes: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))


class Term(Table, table=True):
    """One code of a vocabulary. Terms are added and reworded, never taken away: rows refer to them."""

    __tablename__ = "vocabulary_terms"

    vocabulary_code: str = Field(primary_key=True, foreign_key="vocabularies.code", sa_type=Text)
    code: str = Field(primary_key=True, sa_type=Text)
    position: int
    label_id: str = Field(sa_type=Text)
    label_en: str = Field(sa_type=Text)
    definition: str = Field(sa_type=Text)
    source: dict[str, Any] | None = Field(default=None, sa_column=Column(JSONB(none_as_null=True)))
    # What only some terms have: strengths, weaknesses, order, parent, examples, ...
    attributes: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
