"""Problems: every refusal and failure in one form, in both languages, and nothing of the inside."""

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from psycopg import errors as pg
from psycopg_pool import PoolTimeout
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as SqlalchemyPoolTimeout

from services.kit import problems
from services.kit.actor import ANONYMOUS
from services.kit.language import Text
from services.kit.problems import FieldError, Forbidden, InvalidValue, Problem, Unauthenticated
from services.kit.web.problems import ProblemOut, from_database
from services.kit.web.validation import pointer, problem_from
from tests.support import entities
from tests.support.callers import SECRETARIAT, Caller
from tests.support.databases import TestDatabase

ENTITIES = "/v1/kabkota/entities"
FAILURES = "/v1/kabkota/failures"


def _all_problems(root: type[Problem] = Problem) -> list[type[Problem]]:
    return [root, *(each for child in root.__subclasses__() for each in _all_problems(child))]


KIT_PROBLEMS = [each for each in _all_problems() if each.__module__ == problems.__name__]


@pytest.mark.parametrize("problem", KIT_PROBLEMS, ids=lambda problem: problem.__name__)
def test_each_problem_has_a_status_a_code_of_its_own_and_a_title_in_both_languages(
    problem: type[Problem],
) -> None:
    assert 400 <= problem.status <= 599
    assert problem.title.id != problem.title.en
    same_code = {each for each in KIT_PROBLEMS if each.code == problem.code}
    assert same_code <= {problem, problems.Internal, Problem}


@pytest.mark.parametrize(
    ("header", "language", "title"),
    [(None, "id", "Tidak ditemukan"), ("en", "en", "Not found"), ("id, en;q=0.5", "id", "Tidak ditemukan")],
)
async def test_a_problem_is_told_in_the_readers_language(
    caller: Caller, header: str | None, language: str, title: str
) -> None:
    answer = await caller.get("/v1/nowhere", headers={"Accept-Language": header} if header else {})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert answer.headers["vary"] == "Accept-Language"
    problem = ProblemOut.model_validate(answer.json())
    assert (problem.status, problem.code, problem.title) == (404, "not-found", title)
    assert problem.type == "urn:simpul:problem:not-found"
    assert problem.instance == "/v1/nowhere"
    assert problem.request_id == answer.headers["x-request-id"]


def test_detail_errors_and_members_go_into_the_body_in_the_language_asked_for() -> None:
    problem = problems.Invalid(
        Text("Salah.", "Wrong."),
        errors=[FieldError("/name", "too-long", Text("Terlalu panjang.", "Too long."))],
        members={"limit": 5},
    )
    body = problem.body("en", instance="/x", request_id="r")
    assert (body["detail"], body["limit"]) == ("Wrong.", 5)
    assert body["errors"] == [{"pointer": "/name", "code": "too-long", "detail": "Too long."}]
    assert problem.body("id", instance="/x", request_id="r")["detail"] == "Salah."
    assert "errors" not in problems.NotFound().body("id", instance="/x", request_id="r")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/kabkota/nowhere", 404),
        ("GET", "/", 404),
        ("GET", "/v1/nasional/whoami", 404),
        ("GET", "/v1/kabkota/whoami/", 404),
        ("DELETE", "/v1/kabkota/whoami", 405),
        ("POST", "/internal/kabkota/feed", 405),
        ("PROPFIND", "/v1/kabkota/whoami", 405),
        ("GET", "/docs", 404),
    ],
)
async def test_an_address_or_method_that_is_not_there_is_a_problem_too(
    caller: Caller, method: str, path: str, status: int
) -> None:
    answer = await caller.request(method, path)
    assert answer.status_code == status
    assert ProblemOut.model_validate(answer.json()).status == status
    assert ("allow" in answer.headers) == (status == 405)


async def test_a_failure_nobody_foresaw_is_500_and_gives_nothing_away(caller: Caller) -> None:
    answer = await caller.get(f"{FAILURES}/unforeseen")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert answer.headers["x-request-id"] == answer.json()["request_id"]
    assert "secret" not in answer.text


async def test_a_named_constraint_is_the_problem_it_means(caller: Caller) -> None:
    first, second = [await caller.as_(SECRETARIAT).post(ENTITIES, {"id": "a"}) for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["code"] == "entity-taken"
    assert [e["pointer"] for e in second.json()["errors"]] == ["/id"]


async def test_of_twenty_that_race_for_one_name_one_wins_and_the_rest_are_told_why(caller: Caller) -> None:
    answers = await asyncio.gather(*(caller.post(ENTITIES, {"id": "a"}) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 19
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"entity-taken"}


async def test_a_constraint_without_a_problem_is_500_and_its_words_stay_inside(caller: Caller) -> None:
    answer = await caller.get(f"{FAILURES}/unnamed-constraint")
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert "ledger" not in answer.text


async def test_a_statement_that_takes_too_long_is_504(caller: Caller) -> None:
    answer = await caller.get(f"{FAILURES}/slow")
    assert (answer.status_code, answer.json()["code"]) == (504, "gateway-timeout")


async def test_a_lock_that_is_not_given_in_time_is_409_and_says_when_to_come_again(
    caller: Caller, test_database: TestDatabase
) -> None:
    entities.fill(test_database.owner_url, ["a"])
    with psycopg.connect(test_database.owner_url) as owner:
        owner.execute("SELECT 1 FROM entities FOR UPDATE")
        answer = await caller.get(f"{FAILURES}/locked")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    ("failure", "status", "code"), [("at-commit", 409, "entity-taken"), ("cut", 503, "unavailable")]
)
async def test_an_answer_whose_transaction_did_not_commit_never_leaves(
    caller: Caller, test_database: TestDatabase, failure: str, status: int, code: str
) -> None:
    answer = await caller.post(f"{FAILURES}/{failure}", None)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    with psycopg.connect(test_database.owner_url, autocommit=True) as owner:
        assert owner.execute("SELECT count(*) FROM promises").fetchone() == (0,)
    assert (await caller.post(ENTITIES, {"id": "a"})).status_code == 201


async def test_a_reading_transaction_cannot_write(caller: Caller, test_database: TestDatabase) -> None:
    assert (await caller.get(f"{FAILURES}/write-in-a-read")).status_code == 500
    with psycopg.connect(test_database.owner_url, autocommit=True) as owner:
        assert owner.execute("SELECT count(*) FROM ledger").fetchone() == (0,)
    # The connection goes back to the pool it shares with the writers, and may write there.
    answers = await asyncio.gather(*(caller.post(ENTITIES, {"id": str(n)}) for n in range(10)))
    assert {answer.status_code for answer in answers} == {201}


def _wrapped(error: psycopg.Error) -> OperationalError:
    return OperationalError("SELECT 1", {}, error)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (pg.LockNotAvailable(), 409),
        (pg.DeadlockDetected(), 409),
        (pg.SerializationFailure(), 409),
        (pg.QueryCanceled(), 504),
        (pg.TransactionTimeout(), 504),
        (pg.IdleInTransactionSessionTimeout(), 504),
        (pg.AdminShutdown(), 503),
        (pg.CannotConnectNow(), 503),
        (pg.TooManyConnections(), 503),
        (psycopg.OperationalError("server closed the connection unexpectedly"), 503),
        (PoolTimeout(), 503),
        (SqlalchemyPoolTimeout(), 503),
        (ConnectionRefusedError(), 503),
        (pg.UniqueViolation(), 500),
        (pg.InsufficientPrivilege(), 500),
        (pg.ReadOnlySqlTransaction(), 500),
        (pg.UndefinedTable(), 500),
        (pg.CharacterNotInRepertoire(), 500),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else str(value),
)
def test_what_the_database_says_becomes_the_same_problem_through_either_driver(
    error: Exception, status: int
) -> None:
    assert from_database(error, {}).status == status
    if isinstance(error, psycopg.Error):
        assert from_database(_wrapped(error), {}).status == status


def test_refusing_the_public_asks_for_credentials_and_refusing_others_does_not() -> None:
    why = Text("Tidak.", "No.")
    with pytest.raises(Unauthenticated):
        ANONYMOUS.deny(why)
    with pytest.raises(Forbidden):
        SECRETARIAT.deny(why)


@pytest.mark.parametrize(
    ("location", "expected"),
    [
        (("body", "name"), "/name"),
        (("body", "members", 0, "role"), "/members/0/role"),
        (("body",), ""),
        (("body", "a/b~c"), "/a~1b~0c"),
        (("query", "page_size"), "/query/page_size"),
        (("header", "If-Match"), "/header/If-Match"),
        (("path", "slug"), "/path/slug"),
    ],
)
def test_a_location_becomes_a_json_pointer(location: tuple[object, ...], expected: str) -> None:
    assert pointer(location) == expected


def _error(kind: str, *location: object, **context: Any) -> dict[str, Any]:
    return {"type": kind, "loc": location, "msg": "in pydantic's words", "ctx": context}


def test_a_validators_own_words_and_code_are_kept() -> None:
    words = Text("Slug dipakai.", "Slug is used.")
    problem = problem_from([_error("value_error", "body", "slug", error=InvalidValue("reserved", words))])
    assert (problem.status, problem.errors) == (422, (FieldError("/slug", "reserved", words),))


def test_what_is_known_of_a_type_is_said_in_both_languages_with_its_numbers() -> None:
    problem = problem_from([_error("string_too_long", "body", "name", max_length=5)])
    assert problem.errors[0].code == "string-too-long"
    assert problem.errors[0].detail == Text("Paling banyak 5 karakter.", "At most 5 characters.")


def test_an_error_of_a_type_nobody_translated_is_plain_and_in_english_pydantics_words() -> None:
    problem = problem_from([_error("brand_new", "body", "name")])
    assert problem.errors[0].detail == Text("Nilai tidak sah.", "in pydantic's words")


def test_the_query_decides_first_and_still_all_is_told() -> None:
    problem = problem_from([_error("missing", "body", "name"), _error("missing", "query", "q")])
    assert problem.status == 400
    assert [e.pointer for e in problem.errors] == ["/name", "/query/q"]


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"/id": "missing"}),
        ({"id": ""}, {"/id": "string-too-short"}),
        ({"id": "abcdef"}, {"/id": "string-too-long"}),
        ({"id": 5}, {"/id": "string-type"}),
        ({"id": None}, {"/id": "string-type"}),
        ({"id": "a", "version": "x"}, {"/version": "int-parsing"}),
        ({"id": "a", "version": 1.5}, {"/version": "int-from-float"}),
        ({"id": "a", "version": -1}, {"/version": "greater-than-equal"}),
        ({"id": "a", "version": 101}, {"/version": "less-than-equal"}),
        ({"id": "a", "version": int("9" * 400)}, {"/version": "less-than-equal"}),
        ({"id": "a", "version": []}, {"/version": "int-type"}),
        ({"id": "a", "version": "9" * 5000}, {"/version": "int-parsing-size"}),
        ({"id": "a", "other": 1}, {"/other": "extra-forbidden"}),
        (
            {"id": 5, "version": "x", "other": 1},
            {"/id": "string-type", "/version": "int-parsing"} | {"/other": "extra-forbidden"},
        ),
        ([], {"": "model-attributes-type"}),
    ],
    ids=lambda value: str(value)[:60],
)
async def test_every_field_that_is_wrong_is_named_in_both_languages(
    caller: Caller, body: object, errors: dict[str, str]
) -> None:
    answers = [
        await caller.post(ENTITIES, body, headers={"Accept-Language": language}) for language in ("id", "en")
    ]
    told: list[dict[str, str]] = []
    for answer in answers:
        assert answer.status_code == 422, answer.text
        assert {e["pointer"]: e["code"] for e in answer.json()["errors"]} == errors
        told.append({e["pointer"]: e["detail"] for e in answer.json()["errors"]})
    indonesian, english = told
    assert all(indonesian[where] != english[where] for where in errors)


async def test_no_field_is_named_with_the_value_that_was_sent(caller: Caller) -> None:
    answer: httpx.Response = await caller.post(ENTITIES, {"id": "rahasia-rahasia"})
    assert answer.status_code == 422
    assert "rahasia" not in answer.text
