"""Bodies no service should have to read: each a problem that says what is wrong, never a 500."""

import json
from collections.abc import Callable

import httpx
import pytest

from tests.support.callers import SECRETARIAT, Caller

PATH = "/v1/kabkota/forums"
FORUM = {"slug": "sungai", "name": "Forum Sungai", "branch": "eksekutif", "scope": "regional"}
JSON = "application/json"


async def _post(registry: Caller, body: bytes, content_type: str | None = JSON) -> httpx.Response:
    headers = {"Content-Type": content_type} if content_type is not None else {}
    return await registry.as_(SECRETARIAT).request("POST", PATH, content=body, headers=headers)


def _with(field: str, value: str) -> bytes:
    """The forum with one field written as it stands in JSON."""
    return json.dumps(FORUM | {field: "@"}).replace('"@"', value).encode()


async def test_a_body_in_order_is_taken(registry: Caller) -> None:
    assert (await _post(registry, json.dumps(FORUM).encode())).status_code == 201


@pytest.mark.parametrize(
    "content_type",
    [JSON, "application/json; charset=utf-8", "Application/JSON"],
)
async def test_json_is_taken_under_each_of_its_names(registry: Caller, content_type: str) -> None:
    assert (await _post(registry, json.dumps(FORUM).encode(), content_type)).status_code == 201


@pytest.mark.parametrize(
    "content_type",
    [None, "", "text/plain", "text/json", "application/x-www-form-urlencoded", "application/json2", "json"],
)
async def test_another_content_type_is_415(registry: Caller, content_type: str | None) -> None:
    answer = await _post(registry, json.dumps(FORUM).encode(), content_type)
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'slug': 'sungai'}",
        b'{"slug": "sungai",}',
        b'{"slug": "sungai"} {}',
        b"slug=sungai",
        b"\x00",
        b'{"name": "\x01"}',
        b'{"name": "a\nb"}',
        b'{"name": "\\ud8"}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"name": ' + b"9" * 5_000 + b"}",
    ],
    ids=lambda body: repr(body[:20]),
)
async def test_broken_json_is_400(registry: Caller, body: bytes) -> None:
    answer = await _post(registry, body)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", '{"a": [NaN]}'])
async def test_a_number_that_json_has_not_is_400(registry: Caller, value: str) -> None:
    answer = await _post(registry, _with("notes", value))
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


async def test_a_text_that_only_reads_like_such_a_number_is_taken(registry: Caller) -> None:
    answer = await _post(registry, json.dumps(FORUM | {"name": "NaN", "notes": "-Infinity"}).encode())
    assert answer.status_code == 201
    assert (answer.json()["name"], answer.json()["notes"]) == ("NaN", "-Infinity")


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("latin-1"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-16-be"),
        lambda text: text.encode("utf-32-le"),
        lambda text: text.encode() + b"\xff",
        lambda text: text.replace("ë", "\ud800").encode(errors="surrogatepass"),
    ],
    ids=["latin-1", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "stray byte", "bare surrogate"],
)
async def test_a_body_that_is_not_utf_8_is_400(registry: Caller, encode: Callable[[str], bytes]) -> None:
    answer = await _post(registry, encode(json.dumps(FORUM | {"name": "Noël"}, ensure_ascii=False)))
    assert answer.status_code == 400, answer.text


async def test_escapes_in_another_encoding_are_no_way_around_the_check_of_texts(registry: Caller) -> None:
    """Plain ASCII in UTF-16 is valid UTF-8 too, and a JSON reader may guess the encoding."""
    for text in ('"\\u0000"', '"\\ud800"'):
        body = _with("name", text).decode().encode("utf-16-le")
        body.decode("utf-8")
        assert (await _post(registry, body)).status_code == 400


@pytest.mark.parametrize(
    ("field", "value", "pointer", "code"),
    [
        ("name", '"a\\u0000b"', "/name", "nul"),
        ("name", '"\\ud800"', "/name", "lone-surrogate"),
        ("name", '"\\udc00\\ud800"', "/name", "lone-surrogate"),
        ("initiators", '["a", "\\u0000"]', "/initiators/1", "nul"),
        ("secretariat", '{"place": "\\udfff"}', "/secretariat/place", "lone-surrogate"),
        ("x/y~z", '"\\u0000"', "/x~1y~0z", "nul"),
    ],
)
async def test_text_that_cannot_be_stored_is_422_with_its_pointer(
    registry: Caller, field: str, value: str, pointer: str, code: str
) -> None:
    answer = await _post(registry, _with(field, value))
    assert answer.status_code == 422, answer.text
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [(pointer, code)]


@pytest.mark.parametrize(
    "body",
    [
        b'{"\\ud800": 1}',
        b'{"\\u0000": 1}',
        b'{"\\ud800": "\\u0000"}',
        b'{"\\u0000": {"\\udfff": ["\\ud800"]}}',
    ],
)
async def test_a_key_that_cannot_be_stored_is_422_and_the_answer_can_still_be_written(
    registry: Caller, body: bytes
) -> None:
    answer = await _post(registry, body)
    assert answer.status_code == 422, answer.text
    assert {e["code"] for e in answer.json()["errors"]} <= {"nul", "lone-surrogate"}


async def test_a_surrogate_pair_is_a_character_like_any_other(registry: Caller) -> None:
    answer = await _post(registry, _with("name", '"\\ud83c\\udf0a"'))
    assert (answer.status_code, answer.json()["name"]) == (201, "🌊")


@pytest.mark.parametrize("depth", [50, 500, 880, 900, 920, 940, 950, 960, 970, 980, 990, 999])
async def test_nesting_of_any_depth_is_a_problem_not_a_failure(registry: Caller, depth: int) -> None:
    nested = "[" * depth + '"\\u0041"' + "]" * depth
    answer = await _post(registry, _with("notes", nested))
    assert answer.status_code in (400, 422), answer.text
    named = ('{"a":' * depth) + '"\\u0041"' + "}" * depth
    answer = await _post(registry, _with("secretariat", named))
    assert answer.status_code in (400, 422), answer.text


@pytest.mark.parametrize("number", ["9" * 400, "-" + "9" * 400, "1e999", "0.1e-999", "1" * 4300])
async def test_a_huge_number_is_a_field_error_where_no_number_stands(registry: Caller, number: str) -> None:
    answer = await _post(registry, _with("notes", number))
    assert answer.status_code == 422, answer.text
    assert [e["pointer"] for e in answer.json()["errors"]] == ["/notes"]


@pytest.mark.parametrize(("method", "path"), [("POST", PATH), ("PATCH", f"{PATH}/sungai")])
async def test_an_infinite_number_is_refused_wherever_it_stands(
    registry: Caller, method: str, path: str
) -> None:
    made = await _post(registry, json.dumps(FORUM).encode())
    headers = {"Content-Type": JSON, "If-Match": made.headers["etag"]}
    body = _with("secretariat", '{"place": [1, {"x": -1e999}]}')
    answer = await registry.as_(SECRETARIAT).request(method, path, content=body, headers=headers)
    assert answer.status_code == 422, answer.text
    assert [(e["pointer"], e["code"]) for e in answer.json()["errors"]] == [
        ("/secretariat/place/1/x", "finite-number")
    ]


@pytest.mark.parametrize("body", [b"", b"null", b"[]", b'"text"', b"7", b"true"])
async def test_a_body_that_is_no_object_is_422(registry: Caller, body: bytes) -> None:
    answer = await _post(registry, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid"), answer.text


async def test_all_fields_that_are_wrong_are_told_at_once(registry: Caller) -> None:
    wrong = {"slug": "Not A Slug", "name": 7, "scope": None, "sectors": ["a", "a"], "colour": "blue"}
    answer = await _post(registry, json.dumps(wrong).encode())
    assert answer.status_code == 422
    assert {e["pointer"] for e in answer.json()["errors"]} == {
        "/slug",
        "/name",
        "/branch",
        "/scope",
        "/sectors",
        "/colour",
    }


async def test_nothing_was_written_by_any_refused_body(registry: Caller) -> None:
    for body in (b"{", _with("name", '"\\u0000"'), _with("name", "7")):
        await _post(registry, body)
    assert (await registry.get(PATH)).json()["items"] == []


@pytest.mark.parametrize("body", [_with("name", '"\\u0000"'), b"{}"])
async def test_who_may_not_write_learns_nothing_about_what_is_wrong_with_the_body(
    registry: Caller, body: bytes
) -> None:
    """401 and 403 come before 422."""
    headers = {"Content-Type": JSON}
    anonymous = await registry.request("POST", PATH, content=body, headers=headers)
    assert anonymous.status_code == 401
    mute = await registry.http.post(PATH, content=body, headers=headers)
    assert mute.status_code == 401


@pytest.mark.parametrize("body", [_with("name", '"\\u0000"'), b'{"name": 7}'])
async def test_a_missing_if_match_is_told_before_what_is_wrong_with_the_body(
    registry: Caller, body: bytes
) -> None:
    """428 comes before 422."""
    await _post(registry, json.dumps(FORUM).encode())
    headers = {"Content-Type": JSON}
    secretariat = registry.as_(SECRETARIAT)
    answer = await secretariat.request("PATCH", f"{PATH}/sungai", content=body, headers=headers)
    assert answer.status_code == 428
    headers["If-Match"] = '"7"'
    answer = await secretariat.request("PATCH", f"{PATH}/sungai", content=body, headers=headers)
    assert answer.status_code == 422
