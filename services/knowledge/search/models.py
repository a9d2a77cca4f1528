"""The tables of search."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Column, Date, DateTime, Index, Integer, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlmodel import Field

from services.kit.ids import new_id
from services.knowledge.tables import Table


def _texts() -> Any:
    return Column(ARRAY(Text), nullable=False, server_default=text("'{}'"))


class SearchDocument(Table, table=True):
    """What is published, as search sees it: its words, and what one filters and counts by.

    `terms` has every term of the text with its positions (title A, keywords B, text C, what is only meant
    by an abbreviation D), and each value that a filter may ask for as a term of its own, such as
    `sector=persampahan`: so that one condition on one index finds them together.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        UniqueConstraint("kind", "item_id"),
        Index(None, "kind", "slug"),
        Index(None, "terms", postgresql_using="gin", postgresql_with={"fastupdate": "off"}),
        Index(None, "updated_at", "id"),
        Index(None, "indexed_at"),
        Index(None, "shape"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    kind: str = Field(sa_type=Text)
    item_id: UUID
    slug: str = Field(sa_type=Text)
    title: str = Field(sa_type=Text)
    names: list[str] = Field(sa_column=_texts())
    keywords: str = Field(sa_type=Text)
    text: str = Field(sa_type=Text)
    terms: str = Field(sa_column=Column(TSVECTOR, nullable=False))
    # Which analyser made the terms.
    shape: str = Field(sa_type=Text)
    # The words as written, for suggestions.
    words: list[str] = Field(sa_column=_texts())
    keys: list[str] = Field(sa_column=_texts())
    sectors: list[str] = Field(sa_column=_texts())
    urusan: list[str] = Field(sa_column=_texts())
    # Codes of regions, and of the provinces they lie in.
    regions: list[str] = Field(sa_column=_texts())
    dimension: str | None = Field(default=None, sa_type=Text)
    type: str | None = Field(default=None, sa_type=Text)
    year: int | None = Field(default=None, sa_type=Integer)
    # The slug of the forum it belongs to.
    forum: str | None = Field(default=None, sa_type=Text)
    updated_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    # When it was last put here with something new in it.
    indexed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class SearchTerm(Table, table=True):
    """In how many documents a term stands; `*` counts the documents."""

    __tablename__ = "search_terms"

    term: str = Field(primary_key=True, sa_type=Text)
    documents: int = Field(sa_type=BigInteger)


class SearchWord(Table, table=True):
    """In how many documents a word stands as written: what a suggestion may say."""

    __tablename__ = "search_words"
    __table_args__ = (Index(None, "length", "documents"),)

    word: str = Field(primary_key=True, sa_type=Text)
    length: int = Field(sa_type=Integer)
    documents: int = Field(sa_type=BigInteger)


class SearchCount(Table, table=True):
    """How often a day saw a query, by how much it found. Nothing tells who asked."""

    __tablename__ = "search_counts"

    day: date = Field(sa_column=Column(Date, primary_key=True))
    query: str = Field(primary_key=True, sa_type=Text)
    found: str = Field(primary_key=True, sa_type=Text)
    searches: int = Field(sa_type=BigInteger)


class ClickCount(Table, table=True):
    """How often a day saw a result chosen for a query, by its position in the list (from 1)."""

    __tablename__ = "search_clicks"
    __table_args__ = (Index(None, "query", "day"),)

    day: date = Field(sa_column=Column(Date, primary_key=True))
    query: str = Field(primary_key=True, sa_type=Text)
    kind: str = Field(primary_key=True, sa_type=Text)
    slug: str = Field(primary_key=True, sa_type=Text)
    position: int = Field(sa_column=Column(Integer, primary_key=True))
    clicks: int = Field(sa_type=BigInteger)
