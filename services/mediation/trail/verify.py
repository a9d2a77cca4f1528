"""Verifies an export of the trail offline, against signed roots and receipts.

    python -m services.mediation.trail.verify EXPORT [--roots FOLDER] [--public-key JWK]
        [--receipt CASE:SEQ:HASH]...

EXPORT        the NDJSON of `/v1/{simpul}/trail/export`; `-` reads it from standard input
--roots       a folder with the files of one simpul's daily roots
--public-key  the public JWK that signed them (a file); without it signatures are not checked, which is said
--receipt     what an act answered in `Trail-Head`, after the case's id; may be repeated

It says which case and row is changed, missing, swapped, new where something else stood, or put in later as
though it had been there. Rows after the last root or receipt of a case can be cut off, or rebuilt, without a
trace: that is what these are for.

Exit status: 0 whole, 1 altered, 2 it could not be read.
"""

import argparse
import json
import sys
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from services.mediation.trail.chain import BEGINNING, FIELDS, Leaf, root_of, row_hash

WHOLE, ALTERED, UNREADABLE = 0, 1, 2
# Far longer than an act takes from its row to its commit, before which no root sees it.
UNSEEN = timedelta(hours=1)
_SIGNED = ("number", "simpul", "day", "taken_at", "cases", "root", "previous")


class Unreadable(Exception):
    """What was given is no export, root, key or receipt."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is not as it was: in which case, at which row, what."""

    case: str
    seq: int
    what: str

    def __str__(self) -> str:
        return f"{self.case} row {self.seq}: {self.what}" if self.case else self.what


@dataclass(slots=True)
class Chains:
    """What an export holds: hash and time of each row that is in its place, by case and number."""

    rows: int = 0
    hashes: dict[str, dict[int, str]] = field(default_factory=dict)
    recorded: dict[str, dict[int, str]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_export(lines: Iterable[str]) -> Chains:
    """Recompute every chain of an export, row by row."""
    chains, manifest, content = Chains(), None, sha256()
    expected: dict[str, tuple[int, str]] = {}
    for line in lines:
        told = _object(line)
        if manifest is not None:
            raise Unreadable("something follows the manifest")
        if "manifest" in told:
            manifest = told["manifest"]
            continue
        if set(told) != set(FIELDS):
            raise Unreadable(f"not a row of the trail: {line[:80]}")
        content.update(line.encode())
        chains.rows += 1
        case, seq = str(told["case_id"]), told["seq"]
        after, before = expected.get(case, (0, BEGINNING.hex()))
        found = chains.findings
        if seq != after + 1:
            found.append(Finding(case, seq, f"follows row {after}: rows are missing, twice or swapped"))
        if told["previous"] != before:
            found.append(Finding(case, seq, "does not name the row before it"))
        if row_hash(told).hex() != told["hash"]:
            found.append(Finding(case, seq, "its content is not what was hashed"))
        expected[case] = (seq, told["hash"])
        chains.hashes.setdefault(case, {})[seq] = told["hash"]
        chains.recorded.setdefault(case, {})[seq] = told["recorded_at"]
    if manifest is None:
        raise Unreadable("the export has no manifest: it broke off")
    if manifest != {"rows": chains.rows, "sha256": content.hexdigest()}:
        chains.findings.append(Finding("", 0, "the export is not what its manifest says"))
    return chains


def against_root(chains: Chains, root: Mapping[str, Any]) -> Iterator[Finding]:
    """What a root knew that the export does not hold as it was."""
    leaves = [_leaf(leaf) for leaf in root["leaves"]]
    where = f"root {root['number']} of {root['day']}"
    if root_of(leaves).hex() != root["root"] or len(leaves) != root["cases"]:
        yield Finding("", 0, f"{where}: its leaves do not make it")
    for case_id, seq, head in leaves:
        yield from _against(chains, str(case_id), seq, head.hex(), where)


def put_in_later(chains: Chains, roots: Sequence[Mapping[str, Any]]) -> Iterator[Finding]:
    """Rows that say they were there before a root was taken, which does not know them."""
    taken = [_moment(root["taken_at"]) for root in roots]
    known = [{str(case): seq for case, seq, _ in map(_leaf, root["leaves"])} for root in roots]
    for case, rows in chains.recorded.items():
        for seq, recorded_at in rows.items():
            first = bisect_left(taken, _moment(recorded_at) + UNSEEN)
            if first < len(roots) and known[first].get(case, 0) < seq:
                where = f"root {roots[first]['number']} of {roots[first]['day']}"
                yield Finding(case, seq, f"{where} was taken after it and does not know it: put in later")


def against_receipts(chains: Chains, receipts: Iterable[str]) -> Iterator[Finding]:
    """What receipts prove that the export does not hold as it was."""
    for receipt in receipts:
        try:
            case, seq, digest = receipt.split(":")
            yield from _against(chains, str(UUID(case)), int(seq), digest, "a receipt")
        except ValueError:
            raise Unreadable(f"not CASE:SEQ:HASH: {receipt}") from None


def _against(chains: Chains, case: str, seq: int, digest: str, where: str) -> Iterator[Finding]:
    held = chains.hashes.get(case)
    if held is None:
        yield Finding(case, seq, f"{where} knows it; the whole case is missing")
    elif seq not in held:
        yield Finding(case, seq, f"{where} knows it; rows after {max(held)} are cut off")
    elif held[seq] != digest:
        yield Finding(case, seq, f"{where} knows another: the chain was rebuilt at or before it")


def read_roots(folder: Path, key: ECKey | None) -> tuple[list[dict[str, Any]], list[Finding]]:
    """The roots of a folder, oldest first, and what is wrong with them among themselves."""
    roots = sorted((_root(path) for path in folder.glob("*.json")), key=lambda root: root["number"])
    findings: list[Finding] = []
    if not roots:
        raise Unreadable(f"no root in {folder}")
    before: dict[str, Any] | None = None
    for root in roots:
        where = f"root {root['number']} of {root['day']}"
        findings += [Finding("", 0, f"{where}: {what}") for what in _unsigned(root, key)]
        # Older ones may have been put elsewhere; between those that are here none is left out.
        if before is not None and root["previous"] != sha256(before["statement"].encode()).hexdigest():
            findings.append(Finding("", 0, f"{where} does not follow root {before['number']}"))
        before = root
    return roots, findings


def _unsigned(root: Mapping[str, Any], key: ECKey | None) -> Iterator[str]:
    try:
        if key is None:
            payload = jws.extract_compact(root["statement"].encode()).payload
        else:
            payload = jws.deserialize_compact(root["statement"], key, algorithms=["ES256"]).payload
        signed = json.loads(payload)
    except (JoseError, ValueError):
        yield "its signature does not verify"
        return
    if signed != {name: root[name] for name in _SIGNED}:
        yield "it says something else than its statement"


def _root(path: Path) -> dict[str, Any]:
    root = _object(path.read_text())
    if not {*_SIGNED, "statement", "leaves"} <= set(root):
        raise Unreadable(f"not a root: {path}")
    return root


def _leaf(leaf: Sequence[Any]) -> Leaf:
    try:
        case, seq, head = leaf
        return UUID(case), int(seq), bytes.fromhex(head)
    except ValueError:
        raise Unreadable(f"not a leaf: {leaf}") from None


def _moment(text: Any) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise Unreadable(f"not a moment: {text}") from None


def _object(text: str) -> dict[str, Any]:
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict):
        raise Unreadable(f"not a JSON object: {text[:80]}")
    return told


def verify(
    lines: Iterable[str], *, roots: Path | None = None, key: ECKey | None = None, receipts: Sequence[str] = ()
) -> list[Finding]:
    """Everything that is not as it was, sorted; `Unreadable` where that cannot be told."""
    chains = read_export(lines)
    findings = list(chains.findings)
    if roots is not None:
        known, wrong = read_roots(roots, key)
        findings += wrong
        for root in known:
            findings += against_root(chains, root)
        findings += put_in_later(chains, known)
    findings += against_receipts(chains, receipts)
    return sorted(set(findings))


def main(arguments: Sequence[str], out: IO[str]) -> int:
    """Verify, say what was found, and answer with the exit status."""
    parser = argparse.ArgumentParser(prog="verify", description="Verify an export of the trail offline.")
    parser.add_argument("export", help="NDJSON of the trail; - for standard input")
    parser.add_argument("--roots", type=Path, help="folder of one simpul's signed roots")
    parser.add_argument("--public-key", type=Path, help="public JWK that signed them")
    parser.add_argument("--receipt", action="append", default=[], metavar="CASE:SEQ:HASH")
    given = parser.parse_args(arguments)
    try:
        key = None
        if given.public_key is not None:
            key = ECKey.import_key(_object(given.public_key.read_text()))
        elif given.roots is not None:
            out.write("The signatures of the roots are not checked: no --public-key.\n")
        if given.export == "-":
            findings = verify(sys.stdin, roots=given.roots, key=key, receipts=given.receipt)
        else:
            with Path(given.export).open(encoding="utf-8") as lines:
                findings = verify(lines, roots=given.roots, key=key, receipts=given.receipt)
    except (Unreadable, JoseError, OSError, UnicodeDecodeError) as error:
        out.write(f"Cannot be verified: {error}\n")
        return UNREADABLE
    for finding in findings:
        out.write(f"{finding}\n")
    out.write("Altered.\n" if findings else "Whole.\n")
    return ALTERED if findings else WHOLE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdout))
