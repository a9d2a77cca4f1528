"""The data of the guides: that it is sound, and that what it names exists."""

from collections.abc import Iterator, Mapping
from itertools import islice, product
from pathlib import Path
from typing import Any

import pytest

from services.knowledge.guides import reasoning, shelf
from services.knowledge.guides.records import (
    ERAS,
    SCALE,
    AllOf,
    AnyOf,
    Both,
    Chosen,
    Condition,
    Frozen,
    Guide,
    Said,
)
from services.knowledge.importer import read_json
from services.registry.importer import vocabulary_records

GUIDES = list(shelf.guides().values())
each_guide = pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.slug)


def test_every_file_of_guides_is_on_the_shelf() -> None:
    folder = Path(shelf.__file__).parent.parent / "data" / "guides"
    assert {path.stem for path in folder.iterdir()} == set(shelf.SLUGS)
    assert [guide.slug for guide in GUIDES] == list(shelf.SLUGS)


@each_guide
def test_what_a_guide_names_exists(guide: Guide) -> None:
    vocabularies = {
        record["code"]: {term["code"] for term in record["terms"]} for record in vocabulary_records()
    }
    regulations = {record["id"] for record in read_json("regulations.json")}
    practices = {record["slug"] for record in read_json("practices.json")}
    for question in guide.questions:
        if question.vocabulary is not None:
            assert {option.code for option in question.options} <= vocabularies[question.vocabulary]
    for one in guide.outcomes:
        assert set(one.practices) <= practices
        for term in one.terms:
            vocabulary, _, code = term.partition(":")
            assert code in vocabularies[vocabulary], term
    for basis in guide.bases():
        assert basis.regulation is None or basis.regulation in regulations
        assert basis.document is None or basis.document in shelf.titles()
        assert basis.document is None or basis.locator


@each_guide
def test_the_parts_of_a_guide_fit_each_other(guide: Guide) -> None:
    asked = {question.code: question for question in guide.questions}
    for parts in (guide.questions, guide.outcomes, guide.rules, guide.tables):
        named = [part.code for part in parts]
        assert len(set(named)) == len(named)
    outcomes = {one.code for one in guide.outcomes}
    assert {rule.outcome for rule in guide.rules} == outcomes
    for rule in guide.rules:
        for leaf in leaves(rule.when):
            question = asked[leaf.question]
            if isinstance(leaf, Chosen):
                assert set(leaf.any_of) <= {option.code for option in question.options}
            else:
                assert question.kind == ("bool" if isinstance(leaf, Said) else "scale")
    for table in guide.tables:
        columns = {column.code for column in table.columns}
        assert all(set(row.cells) <= columns for row in table.rows)
    for question in guide.questions:
        assert bool(question.options) == (question.kind in ("choice", "multi"))


def leaves(condition: Condition | None) -> Iterator[Any]:
    """The questions that a condition asks about, with what it wants to hear."""
    if isinstance(condition, AllOf):
        for one in condition.all:
            yield from leaves(one)
    elif isinstance(condition, AnyOf):
        for one in condition.any:
            yield from leaves(one)
    elif condition is not None:
        yield condition


@each_guide
def test_every_rule_can_be_reached(guide: Guide) -> None:
    asked = {question.code: question for question in guide.questions}
    for rule in guide.rules:
        wanted = sorted({leaf.question for leaf in leaves(rule.when)})
        choices = [possible(asked[code]) for code in wanted]
        reached = any(
            rule
            in (fired for one in given(guide, dict(zip(wanted, values, strict=True))) for fired in one.rules)
            for values in islice(product(*choices), 20_000)
        )
        assert reached, rule.code


def possible(question: Any) -> list[Any]:
    if question.kind == "bool":
        return [True, False]
    if question.kind == "scale":
        return list(range(SCALE[0], SCALE[1] + 1))
    chosen = [option.code for option in question.options]
    return chosen if question.kind == "choice" else [[code] for code in chosen]


def given(guide: Guide, sent: Mapping[str, Any]) -> list[reasoning.Conclusion]:
    answers, errors = reasoning.read_answers(guide, sent)
    assert errors == []
    return reasoning.conclude(guide, answers)


@each_guide
def test_each_single_answer_gives_the_law_first_and_each_outcome_a_reason(guide: Guide) -> None:
    for question in guide.questions:
        for value in possible(question):
            found = given(guide, {question.code: value})
            eras = [ERAS.index(one.outcome.era) for one in found]
            assert eras == sorted(eras)
            assert all(one.rules for one in found)


@each_guide
def test_every_text_stands_in_both_languages(guide: Guide) -> None:
    for text in texts(guide):
        assert text.id.strip()
        assert text.en.strip()
        # Names of things are the same in both; sentences are not.
        assert text.id != text.en or len(text.id.split()) <= 3, text


def texts(value: object) -> Iterator[Both]:
    if isinstance(value, Both):
        yield value
    elif isinstance(value, Frozen):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name))
    elif isinstance(value, dict):
        for one in value.values():
            yield from texts(one)
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


@each_guide
def test_law_is_called_so_only_with_a_regulation_or_the_note_on_law(guide: Guide) -> None:
    of_law = {one.code for one in guide.outcomes if one.era == "hukum_berlaku"}
    for rule in guide.rules:
        if rule.outcome in of_law:
            basis = rule.reason.basis
            assert basis.regulation is not None or basis.document == "law.md", rule.code
            assert basis.mark is not None, rule.code
