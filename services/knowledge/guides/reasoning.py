"""From answers to outcomes: pure."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.kit.language import Text
from services.kit.problems import FieldError
from services.knowledge.guides.records import (
    ERAS,
    SCALE,
    AllOf,
    AnyOf,
    Chosen,
    Condition,
    Graded,
    Guide,
    Outcome,
    Question,
    Rule,
    Said,
)

# An answer as it was checked: the options chosen, yes or no, or a grade.
Answer = frozenset[str] | bool | int
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An outcome with the rules that gave it. `score` is null where nothing is weighed.

    `is_suggested`: of the outcomes that are weighed against each other, none has more for it.
    """

    outcome: Outcome
    rules: tuple[Rule, ...]
    score: int | None
    is_suggested: bool | None


def read_answers(guide: Guide, sent: Mapping[str, object]) -> tuple[Answers, list[FieldError]]:
    """What was answered, and everything wrong with it. Null and an empty choice are no answer."""
    questions = {question.code: question for question in guide.questions}
    answers: dict[str, Answer] = {}
    errors: list[FieldError] = []
    for code, value in sent.items():
        pointer = f"/answers/{code.replace('~', '~0').replace('/', '~1')}"
        question = questions.get(code)
        if question is None:
            errors.append(_unknown(pointer, "unknown-question", code, questions))
        elif value is not None and value != []:
            wrong = list(_wrong(question, value, pointer))
            errors += wrong
            if not wrong:
                answers[code] = _read(value)
    return answers, errors


def _read(value: object) -> Answer:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return frozenset((value,))
    assert isinstance(value, list), "any other was refused"
    return frozenset(value)


def _wrong(question: Question, value: object, pointer: str) -> Iterator[FieldError]:
    if question.kind == "bool":
        if not isinstance(value, bool):
            yield FieldError(pointer, "bool-type", Text("Harus true atau false.", "Must be true or false."))
    elif question.kind == "scale":
        low, high = SCALE
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            yield FieldError(
                pointer,
                "scale",
                Text(
                    f"Harus bilangan bulat dari {low} sampai {high}.",
                    f"Must be an integer from {low} to {high}.",
                ),
            )
    elif question.kind == "choice":
        yield from _wrong_option(question, value, pointer)
    elif not isinstance(value, list):
        yield FieldError(pointer, "list-type", Text("Harus berupa daftar.", "Must be a list."))
    elif len(value) > len(question.options):
        most = len(question.options)
        yield FieldError(pointer, "too-long", Text(f"Paling banyak {most} isi.", f"At most {most} items."))
    else:
        for index, one in enumerate(value):
            yield from _wrong_option(question, one, f"{pointer}/{index}")


def _wrong_option(question: Question, value: object, pointer: str) -> Iterator[FieldError]:
    if not isinstance(value, str):
        yield FieldError(pointer, "string-type", Text("Harus berupa teks.", "Must be a string."))
        return
    codes = [option.code for option in question.options]
    if value not in codes:
        yield _unknown(pointer, "unknown-option", value[:100], codes)


def _unknown(pointer: str, code: str, value: str, known: Iterable[str]) -> FieldError:
    allowed = ", ".join(known)
    return FieldError(
        pointer,
        code,
        Text(f"`{value}` tidak dikenal. Yang ada: {allowed}.", f"`{value}` is unknown. Known: {allowed}."),
    )


def conclude(guide: Guide, answers: Answers) -> list[Conclusion]:
    """What follows: the law first; in each era what has most for it, else in the guide's own order."""
    open_filters = {q.code for q in guide.questions if q.filter and q.code not in answers}
    fired: dict[str, list[Rule]] = {}
    for rule in guide.rules:
        if rule.when is None or holds(rule.when, answers, open_filters):
            fired.setdefault(rule.outcome, []).append(rule)
    given = [outcome for outcome in guide.outcomes if outcome.code in fired]
    scores = {one.code: sum(rule.weight for rule in fired[one.code]) for one in given if one.ranked}
    best = max(scores.values(), default=0)
    conclusions = [
        Conclusion(
            outcome=one,
            rules=tuple(fired[one.code]),
            score=scores.get(one.code),
            is_suggested=best > 0 and scores[one.code] == best if one.ranked else None,
        )
        for one in given
    ]
    return sorted(conclusions, key=lambda one: (ERAS.index(one.outcome.era), -(one.score or 0)))


def holds(condition: Condition, answers: Answers, open_filters: Collection[str] = ()) -> bool:
    """Whether a condition holds; what asks for an answer that was not given does not."""
    if isinstance(condition, AllOf):
        return all(holds(one, answers, open_filters) for one in condition.all)
    if isinstance(condition, AnyOf):
        return any(holds(one, answers, open_filters) for one in condition.any)
    if condition.question in open_filters:
        return True
    answer = answers.get(condition.question)
    if isinstance(condition, Chosen):
        return isinstance(answer, frozenset) and not answer.isdisjoint(condition.any_of)
    if isinstance(condition, Said):
        return answer is condition.said
    return _is_graded(condition, answer)


def _is_graded(condition: Graded, answer: Answer | None) -> bool:
    if not isinstance(answer, int) or isinstance(answer, bool):
        return False
    return condition.at_least <= answer <= condition.at_most


def unanswered(guide: Guide, answers: Answers) -> list[str]:
    """The questions without an answer, in their order."""
    return [question.code for question in guide.questions if question.code not in answers]
