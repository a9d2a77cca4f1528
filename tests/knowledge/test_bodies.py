"""Numbers that nobody can read, where a body's object is free."""

import json

import pytest

from tests.knowledge.regulations import EDITOR
from tests.support.callers import Caller


@pytest.mark.parametrize(
    ("number", "status"), [("1e999", 422), ("-1E400", 422), ("NaN", 400), ("Infinity", 400)]
)
async def test_a_figure_of_a_practice_is_finite(codes: Caller, number: str, status: int) -> None:
    practice = {"title": "Contoh (DEMO)", "facts": {"penduduk": "@"}}
    answer = await codes.as_(EDITOR).request(
        "POST",
        "/v1/kabkota/practices",
        content=json.dumps(practice).replace('"@"', number).encode(),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == status, answer.text
    if status == 422:
        assert ("/facts/penduduk", "finite-number") in {
            (e["pointer"], e["code"]) for e in answer.json()["errors"]
        }
