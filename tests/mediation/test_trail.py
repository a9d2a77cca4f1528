"""The trail: nobody alters it unseen. What an owner of the database does to it, the verifier names."""

import asyncio
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from services.kit import clock
from services.kit.ids import new_id
from services.mediation.settings import MediationSettings
from services.mediation.trail.chain import HASHED, leaf_hash, root_of, row_hash
from services.mediation.trail.roots import Signer
from services.mediation.trail.service import canonical
from services.mediation.trail.verify import ALTERED, UNREADABLE, WHOLE, main
from tests.mediation.requests import AT, ONE, THREE, TWO, act, file
from tests.support.callers import AUDITOR, COORDINATOR, GWPP_DIY, MINISTRY, OFFICER, Caller
from tests.support.databases import TestDatabase, owner_of

Owner = psycopg.Connection[Any]


@dataclass
class Evidence:
    """Cases with a trail, and what was taken outside the database before anybody altered anything."""

    mediation: Caller
    owner: Owner
    cases: list[str]
    roots: Path
    key: Path
    # `Trail-Head` of the last act on the first case, after the last root was taken.
    receipt: str

    async def verify(self, tmp_path: Path, *, with_roots: bool = True, with_receipt: bool = True) -> str:
        """What the verifier says of an export made now; its last line is the verdict."""
        answer = await self.mediation.as_(AUDITOR).get(f"{AT}/trail/export")
        assert answer.status_code == 200
        export = tmp_path / "export.ndjson"
        export.write_bytes(answer.content)
        arguments = [str(export)]
        if with_roots:
            arguments += ["--roots", str(self.roots), "--public-key", str(self.key)]
        if with_receipt:
            arguments += ["--receipt", self.receipt]
        said = io.StringIO()
        status = main(arguments, said)
        lines = said.getvalue().splitlines()
        assert status == (WHOLE if lines[-1] == "Whole." else ALTERED)
        return "\n".join(lines)


@pytest.fixture
def signer_of_roots(mediation_settings: MediationSettings, tmp_path: Path) -> Signer:
    key = ECKey.import_key(json.loads(mediation_settings.signing_key.get_secret_value()))
    return Signer(key, tmp_path / "roots")


@pytest.fixture
async def evidence(
    mediation: Caller,
    mediation_app_running: FastAPI,
    mediation_databases: dict[str, TestDatabase],
    mediation_settings: MediationSettings,
    signer_of_roots: Signer,
    tmp_path: Path,
) -> Evidence:
    """Two cases of several acts each under a root; the first with an act more and its receipt."""
    made = [await file(mediation), await file(mediation)]
    for case in made:
        await act(mediation, OFFICER, case, "claim", {})
        await act(mediation, OFFICER, case, "examination", {})
        await act(mediation, OFFICER, case, "completion-request")
    await signer_of_roots.take(mediation_app_running.state.databases["kabkota"])
    head = (await act(mediation, ONE, made[0], "completion")).headers["Trail-Head"]
    key = tmp_path / "key.json"
    private = ECKey.import_key(json.loads(mediation_settings.signing_key.get_secret_value()))
    key.write_text(json.dumps(private.as_dict(private=False)))
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    ids = [case["id"] for case in made]
    return Evidence(mediation, owner, ids, tmp_path / "roots" / "kabkota", key, f"{ids[0]}:{head}")


def _quietly(owner: Owner, statement: str, *values: object) -> None:
    """As the owner, with every trigger of the trail off."""
    owner.execute("ALTER TABLE trail_entries DISABLE TRIGGER USER")
    try:
        owner.execute(statement.encode(), values)
    finally:
        owner.execute("ALTER TABLE trail_entries ENABLE TRIGGER USER")


REFERENCES = (
    (
        "trail_details",
        "fk_trail_details_case_id_seq",
        "FOREIGN KEY (case_id, seq) REFERENCES trail_entries (case_id, seq)",
    ),
    ("trail_entries", "fk_trail_entries_case_id", "FOREIGN KEY (case_id) REFERENCES cases (id)"),
)


@pytest.fixture(autouse=True)
def _no_reference_is_in_the_way(mediation_databases: dict[str, TestDatabase]) -> Iterator[None]:
    """Who tampers drops foreign keys first. They are put back when the rows are gone."""
    owner = owner_of(mediation_databases["kabkota"].owner_url)
    for table, name, _ in REFERENCES:
        owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    yield
    owner.execute(b"DELETE FROM trail_details; DELETE FROM trail_entries")
    for table, name, definition in REFERENCES:
        owner.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}".encode())


async def test_an_untouched_trail_is_whole(evidence: Evidence, tmp_path: Path) -> None:
    assert await evidence.verify(tmp_path) == "Whole."
    assert await evidence.verify(tmp_path, with_roots=False) == "Whole."


CHANGES: dict[str, str] = {
    "acted_at": "acted_at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 day'",
    "act": "'closing'",
    "refs": "'{}'",
    "actor_hash": "sha256('x')",
    "content_hash": "sha256('x')",
    "previous": "sha256('x')",
    "hash": "sha256('x')",
    "seq": "seq + 100",
    "case_id": "'018f0000-0000-7000-8000-000000000000'",
}


@pytest.mark.parametrize("column", CHANGES)
@pytest.mark.parametrize("seq", [1, 2, 4])
async def test_any_changed_column_of_any_row_is_found(
    evidence: Evidence, tmp_path: Path, column: str, seq: int
) -> None:
    case = evidence.cases[1]
    _quietly(
        evidence.owner,
        f"UPDATE trail_entries SET {column} = {CHANGES[column]} WHERE case_id = %s AND seq = %s",
        case,
        seq,
    )
    said = await evidence.verify(tmp_path)
    assert said.endswith("Altered.")
    assert case in said


def test_every_column_is_changed_by_a_test() -> None:
    assert set(CHANGES) == {*HASHED, "hash"}


@pytest.mark.parametrize("seq", [1, 2, 3, 4])
async def test_a_removed_row_is_found(evidence: Evidence, tmp_path: Path, seq: int) -> None:
    case = evidence.cases[1]
    _quietly(evidence.owner, "DELETE FROM trail_entries WHERE case_id = %s AND seq = %s", case, seq)
    said = await evidence.verify(tmp_path)
    assert case in said
    # The last of all leaves a chain that is whole in itself: the root knew it.
    assert ("cut off" in said) == (seq == 4)


@pytest.mark.parametrize("kept", [1, 2, 3])
async def test_a_cut_tail_is_found_by_the_root_or_the_receipt(
    evidence: Evidence, tmp_path: Path, kept: int
) -> None:
    for case in evidence.cases:
        _quietly(evidence.owner, "DELETE FROM trail_entries WHERE case_id = %s AND seq > %s", case, kept)
    by_root = await evidence.verify(tmp_path, with_receipt=False)
    assert all(f"{case} row 4: root 1" in by_root for case in evidence.cases)
    by_receipt = await evidence.verify(tmp_path, with_roots=False)
    assert f"{evidence.cases[0]} row 5: a receipt knows it" in by_receipt


async def test_an_act_after_the_last_root_is_held_by_its_receipt_alone(
    evidence: Evidence, tmp_path: Path
) -> None:
    _quietly(evidence.owner, "DELETE FROM trail_entries WHERE case_id = %s AND seq = 5", evidence.cases[0])
    assert await evidence.verify(tmp_path, with_receipt=False) == "Whole."
    assert (await evidence.verify(tmp_path)).endswith("Altered.")


@pytest.mark.parametrize("pair", [(1, 2), (2, 3), (3, 4), (1, 4)])
async def test_swapped_rows_are_found(evidence: Evidence, tmp_path: Path, pair: tuple[int, int]) -> None:
    case, (one, other) = evidence.cases[1], pair
    number = "UPDATE trail_entries SET seq = %s WHERE case_id = %s AND seq = %s"
    for after, before in ((99, one), (one, other), (other, 99)):
        _quietly(evidence.owner, number, after, case, before)
    said = await evidence.verify(tmp_path)
    assert f"{case} row {one}" in said


async def test_rows_swapped_between_cases_are_found(evidence: Evidence, tmp_path: Path) -> None:
    one, other = evidence.cases
    nowhere = "018f0000-0000-7000-8000-000000000000"
    for after, before in ((nowhere, one), (one, other), (other, nowhere)):
        _quietly(
            evidence.owner,
            "UPDATE trail_entries SET case_id = %s WHERE case_id = %s AND seq = 3",
            after,
            before,
        )
    said = await evidence.verify(tmp_path)
    assert f"{one} row 3" in said
    assert f"{other} row 3" in said


@pytest.mark.parametrize("seq", [1, 3, 4])
async def test_a_chain_rebuilt_after_an_edit_is_found(evidence: Evidence, tmp_path: Path, seq: int) -> None:
    case = evidence.cases[0]
    _quietly(
        evidence.owner,
        "UPDATE trail_entries SET act = 'acceptance' WHERE case_id = %s AND seq = %s",
        case,
        seq,
    )
    _rebuild(evidence.owner, case, await _export(evidence))
    said = (await evidence.verify(tmp_path)).splitlines()
    # Whole in itself, and not what was known outside.
    assert said == [
        f"{case} row 4: root 1 of {clock.today()} knows another: the chain was rebuilt at or before it",
        f"{case} row 5: a receipt knows another: the chain was rebuilt at or before it",
        "Altered.",
    ]


async def test_a_row_put_in_between_is_found(evidence: Evidence, tmp_path: Path) -> None:
    case = evidence.cases[1]
    for seq in (4, 3):
        _quietly(
            evidence.owner,
            "UPDATE trail_entries SET seq = seq + 1 WHERE case_id = %s AND seq = %s",
            case,
            seq,
        )
    _quietly(
        evidence.owner,
        "INSERT INTO trail_entries SELECT case_id, 3, acted_at, recorded_at, 'closing', refs, actor_hash, "
        "content_hash, previous, hash FROM trail_entries WHERE case_id = %s AND seq = 2",
        case,
    )
    assert f"{case} row 3" in await evidence.verify(tmp_path)
    _rebuild(evidence.owner, case, await _export(evidence))
    assert f"{case} row 4: root 1" in await evidence.verify(tmp_path)


@pytest.mark.parametrize("extends", [True, False])
async def test_a_row_put_in_later_is_found_though_its_chain_is_whole(
    evidence: Evidence, tmp_path: Path, extends: bool
) -> None:
    case = evidence.cases[1] if extends else str(new_id())
    await evidence.verify(tmp_path)
    last = [row for row in await _export(evidence) if row["case_id"] == case]
    row: dict[str, Any] = {
        "case_id": case,
        "seq": len(last) + 1,
        "acted_at": "2026-01-05T01:00:00.000000Z",
        "recorded_at": "2026-01-05T01:00:00.000000Z",
        "act": "closing",
        "refs": "{}",
        "actor_hash": "00" * 32,
        "content_hash": "00" * 32,
        "previous": last[-1]["hash"] if extends else "00" * 32,
    }
    values = [*row.values(), row_hash(row).hex()]
    values[6:] = [bytes.fromhex(value) for value in values[6:]]
    _quietly(evidence.owner, f"INSERT INTO trail_entries VALUES ({', '.join(['%s'] * 10)})", *values)
    said = await evidence.verify(tmp_path)
    assert f"{case} row {row['seq']}: root 1" in said
    assert "put in later" in said


async def test_a_case_that_is_gone_is_found(evidence: Evidence, tmp_path: Path) -> None:
    case = evidence.cases[1]
    _quietly(evidence.owner, "DELETE FROM trail_entries WHERE case_id = %s", case)
    said = await evidence.verify(tmp_path)
    assert f"{case} row 4: root 1 of {clock.today()} knows it; the whole case is missing" in said


async def test_roots_that_were_forged_changed_or_left_out_are_found(
    evidence: Evidence, mediation_app_running: FastAPI, signer_of_roots: Signer, tmp_path: Path
) -> None:
    database = mediation_app_running.state.databases["kabkota"]
    assert await signer_of_roots.take(database) is None
    for _ in range(2):
        assert await signer_of_roots.take(database, again=True) is not None
    day = f"{clock.today()}"
    assert sorted(path.name for path in evidence.roots.glob("*")) == [
        f"{day}.2.json",
        f"{day}.3.json",
        f"{day}.json",
    ]
    assert await evidence.verify(tmp_path) == "Whole."
    second = evidence.roots / f"{day}.2.json"
    kept = second.read_text()
    second.unlink()
    assert f"root 3 of {day} does not follow root 1" in await evidence.verify(tmp_path)
    leaf = json.loads(kept)
    leaf["leaves"][0][1] -= 1
    second.write_text(json.dumps(leaf))
    assert f"root 2 of {day}: its leaves do not make it" in await evidence.verify(tmp_path)
    # Made anew by whoever has the folder and not the key.
    other = Signer(ECKey.generate_key("P-256"), tmp_path / "forged")
    _quietly(evidence.owner, "DELETE FROM trail_entries WHERE case_id = %s", evidence.cases[1])
    assert await other.take(database, again=True) is not None
    for path in evidence.roots.glob("*"):
        path.unlink()
    forged = tmp_path / "forged" / "kabkota" / f"{day}.json"
    (evidence.roots / f"{day}.json").write_text(forged.read_text())
    assert "its signature does not verify" in await evidence.verify(tmp_path)


async def test_what_a_broken_off_taking_left_behind_is_settled(
    evidence: Evidence, mediation_app_running: FastAPI, signer_of_roots: Signer, tmp_path: Path
) -> None:
    taken = evidence.roots / f"{clock.today()}.json"
    pending = evidence.roots / ".pending"
    # Its row was committed: the file gets its name. Of another there is no row: it never was.
    taken.rename(pending)
    database = mediation_app_running.state.databases["kabkota"]
    assert await signer_of_roots.take(database) is None
    assert taken.exists()
    pending.write_text(json.dumps({"statement": "none"}))
    assert await signer_of_roots.take(database) is None
    assert not pending.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"no json\n", b'{"case_id": "x"}\n', b"[]\n", b'{"manifest": {}}\n{"manifest": {}}\n', b"\xff\n"],
)
def test_what_is_no_export_cannot_be_verified(tmp_path: Path, content: bytes) -> None:
    export = tmp_path / "export"
    export.write_bytes(content)
    assert main([str(export)], io.StringIO()) == UNREADABLE


async def test_an_export_that_broke_off_or_a_wrong_receipt_cannot_be_verified(
    evidence: Evidence, tmp_path: Path
) -> None:
    export = tmp_path / "export"
    whole = "".join(json.dumps(row) + "\n" for row in await _export(evidence))
    export.write_text(whole)
    assert main([str(export)], io.StringIO()) == UNREADABLE
    manifest = {"rows": whole.count("\n"), "sha256": sha256(whole.encode()).hexdigest()}
    export.write_text(whole + json.dumps({"manifest": manifest}) + "\n")
    assert main([str(export)], io.StringIO()) == WHOLE
    assert main([str(export), "--receipt", "x"], io.StringIO()) == UNREADABLE
    assert main([str(export), "--roots", str(tmp_path / "none")], io.StringIO()) == UNREADABLE


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO trail_entries SELECT * FROM trail_entries",
        "UPDATE trail_entries SET act = 'closing'",
        "DELETE FROM trail_entries",
        "TRUNCATE trail_entries CASCADE",
        "ALTER TABLE trail_entries DISABLE TRIGGER ALL",
        "DROP FUNCTION append_trail(uuid, timestamptz, text, text, bytea, bytea)",
        "UPDATE trail_roots SET cases = 0",
        "DELETE FROM trail_roots",
        "TRUNCATE trail_roots",
    ],
)
async def test_the_login_role_writes_no_row_itself(
    evidence: Evidence, mediation_databases: dict[str, TestDatabase], statement: str
) -> None:
    with (
        psycopg.connect(mediation_databases["kabkota"].login_url) as login,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        login.execute(statement.encode())


async def test_acts_at_once_on_one_case_give_one_line(evidence: Evidence, tmp_path: Path) -> None:
    case = {"id": evidence.cases[1]}
    body = {"assignee": "client:api-petugas", "reason": "DEMO"}
    await asyncio.gather(
        *(act(evidence.mediation, COORDINATOR, case, "handover", body) for _ in range(10)),
    )
    rows = [row["seq"] for row in await _export(evidence) if row["case_id"] == case["id"]]
    assert rows == list(range(1, 15))
    assert await evidence.verify(tmp_path) == "Whole."


async def test_details_stand_for_their_hashes_and_their_erasure_leaves_the_chain(
    evidence: Evidence, tmp_path: Path
) -> None:
    rows = (await evidence.mediation.as_(OFFICER).get(f"{AT}/cases/{evidence.cases[0]}/trail")).json()[
        "items"
    ]
    for row in rows:
        salt = bytes.fromhex(row["salt"])
        assert sha256(salt + row["actor"].encode()).hexdigest() == row["actor_hash"]
        assert sha256(salt + canonical(row["content"]).encode()).hexdigest() == row["content_hash"]
    assert rows[0]["content"]["title"] == "Biaya angkut sampah (DEMO)"
    evidence.owner.execute(
        "UPDATE trail_details SET actor = NULL, content = NULL, salt = '', erased_at = now()"
    )
    assert await evidence.verify(tmp_path) == "Whole."
    rows = (await evidence.mediation.as_(OFFICER).get(f"{AT}/cases/{evidence.cases[0]}/trail")).json()[
        "items"
    ]
    assert {(row["actor"], row["content"]) for row in rows} == {(None, None)}
    assert all(row["erased_at"] for row in rows)


async def test_each_reader_sees_of_a_trail_what_it_may(evidence: Evidence) -> None:
    case = evidence.cases[0]

    async def acts(actor: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (
            await evidence.mediation.as_(actor).get(f"{AT}/cases/{case}/trail")
        ).json()["items"]
        assert [row["seq"] for row in items] == [1, 2, 3, 4, 5]
        assert all(row["hash"] and row["previous"] for row in items)
        return items

    office, parties, auditor = await acts(OFFICER), await acts(TWO), await acts(AUDITOR)
    assert (
        [row["act"] for row in parties]
        == [row["act"] for row in auditor]
        == [
            "filing",
            "claim",
            "examination",
            "completion-request",
            "completion",
        ]
    )
    assert all(row["actor"] and row["content"] is not None for row in office)
    assert [row["content"] is not None for row in parties] == [True, False, False, True, True]
    assert [row["refs"] is None for row in parties] == [False, True, False, False, False]
    # A party is told that the office acted, by no account of it.
    assert [row["actor"] for row in parties] == [ONE.subject, None, None, "petugas", ONE.subject]
    assert OFFICER.subject not in json.dumps(parties)
    assert {(row["actor"], row["content"], row["salt"]) for row in auditor} == {(None, None, None)}
    text = json.dumps(auditor)
    assert "DEMO" not in text
    assert ONE.subject not in text
    for actor, status in ((THREE, 404), (GWPP_DIY, 403), (MINISTRY, 403)):
        answer = await evidence.mediation.as_(actor).get(f"{AT}/cases/{case}/trail")
        assert answer.status_code == status
    page = await evidence.mediation.as_(AUDITOR).get(f"{AT}/cases/{case}/trail?page_size=3")
    rest = await evidence.mediation.as_(AUDITOR).get(
        f"{AT}/cases/{case}/trail?page_size=3&cursor={page.json()['next_cursor']}"
    )
    assert [row["seq"] for row in rest.json()["items"]] == [4, 5]


async def test_the_auditor_reads_the_roots(evidence: Evidence) -> None:
    items = (await evidence.mediation.as_(AUDITOR).get(f"{AT}/trail/roots")).json()["items"]
    told = json.loads((evidence.roots / f"{clock.today()}.json").read_text())
    assert [(item["number"], item["root"], item["statement"]) for item in items] == [
        (1, told["root"], told["statement"])
    ]
    assert items[0]["cases"] == len(told["leaves"]) == 2


async def test_a_case_of_the_other_simpul_is_in_no_export_of_this_one(evidence: Evidence) -> None:
    answer = await evidence.mediation.as_(AUDITOR, "provinsi").get("/v1/provinsi/trail/export")
    assert json.loads(answer.content)["manifest"]["rows"] == 0


async def _export(evidence: Evidence) -> list[dict[str, Any]]:
    answer = await evidence.mediation.as_(AUDITOR).get(f"{AT}/trail/export")
    return [json.loads(line) for line in answer.text.splitlines()][:-1]


def _rebuild(owner: Owner, case: str, rows: list[dict[str, Any]]) -> None:
    """Make a chain whole in itself again, as one who knows how it is made."""
    before = bytes(32)
    for row in rows:
        if row["case_id"] != case:
            continue
        row["previous"] = before.hex()
        before = row_hash(row)
        _quietly(
            owner,
            "UPDATE trail_entries SET previous = %s, hash = %s WHERE case_id = %s AND seq = %s",
            bytes.fromhex(row["previous"]),
            before,
            case,
            row["seq"],
        )


LEAVES = st.lists(
    st.tuples(st.uuids(), st.integers(1, 2**31), st.binary(min_size=32, max_size=32)),
    min_size=1,
    max_size=12,
    unique_by=lambda leaf: leaf[0],
)


def _number(leaf: tuple[UUID, int, bytes]) -> tuple[UUID, int, bytes]:
    return leaf[0], leaf[1] + 1, leaf[2]


def _head(leaf: tuple[UUID, int, bytes]) -> tuple[UUID, int, bytes]:
    return leaf[0], leaf[1], bytes([leaf[2][0] ^ 1]) + leaf[2][1:]


@given(LEAVES, st.data(), st.sampled_from([_number, _head]))
def test_a_root_stands_for_every_leaf(
    leaves: list[tuple[UUID, int, bytes]], data: st.DataObject, change: Callable[[Any], Any]
) -> None:
    root = root_of(leaves)
    assert root_of(leaves[::-1]) == root
    at = data.draw(st.integers(0, len(leaves) - 1))
    assert root_of([*leaves[:at], change(leaves[at]), *leaves[at + 1 :]]) != root
    assert root_of([*leaves[:at], *leaves[at + 1 :]]) != root


def test_a_root_is_made_as_the_deployment_says() -> None:
    one, two, three = ((UUID(int=n), n, bytes([n]) * 32) for n in (1, 2, 3))
    node = sha256(b"\1" + leaf_hash(one) + leaf_hash(two)).digest()
    assert root_of([three, one, two]) == sha256(b"\1" + node + leaf_hash(three)).digest()
    assert leaf_hash(one) == sha256(b"\0" + bytes(15) + b"\1" + bytes(7) + b"\1" + b"\1" * 32).digest()
