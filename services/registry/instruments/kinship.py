"""Which instrument stands under which: pure. A PKS carries out a kesepakatan bersama of its forum."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from services.kit.language import Text
from services.kit.partial_dates import earliest_day
from services.kit.problems import FieldError
from services.registry.forums.terms import AGREEMENTS

# What a cooperation agreement carries out: since 2018 a kesepakatan bersama, or a nota kesepakatan with
# the centre; before, a joint decree or a memorandum (PP 28/2018 Pasal 6; the study of 2006).
FRAMES = frozenset({"kesepakatan_bersama", "nota_kesepakatan", "skb", "mou"})


class Kin(NamedTuple):
    """An instrument among those of its forum; `kind` is its document_kind, or else its type."""

    id: str
    parent_id: str | None
    kind: str | None
    signed_on: str | None
    closes_on: date | None


def errors_among(own: Kin, family: Mapping[str, Kin]) -> Iterator[FieldError]:
    """What is wrong with where an instrument is to stand. `family` are the others of its forum, by id."""
    if own.parent_id is not None:
        yield from _under(own, family)
    for child in family.values():
        if child.parent_id == own.id:
            if _is_no_frame(own, child):
                yield FieldError("/document_kind", "not-a-frame", _NO_FRAME)
            if _had_ended(own, child):
                yield FieldError(
                    "/ended_on",
                    "pks-signed-later",
                    Text(
                        "Ada perjanjian di bawahnya yang ditandatangani sesudah naskah ini berakhir.",
                        "An agreement under it was signed after the day this one would have ended.",
                    ),
                )


def _under(own: Kin, family: Mapping[str, Kin]) -> Iterator[FieldError]:
    if own.parent_id == own.id:
        yield FieldError("/parent_id", "own-parent", Text("Bukan dirinya sendiri.", "It may not be its own."))
        return
    parent = family.get(own.parent_id or "")
    if parent is None:
        yield FieldError(
            "/parent_id",
            "unknown-instrument",
            Text("Bukan naskah forum ini.", "Not an instrument of this forum."),
        )
        return
    above: Kin | None = parent
    while above is not None:
        if above.parent_id == own.id:
            yield FieldError(
                "/parent_id",
                "circle",
                Text("Naskah itu sudah di bawah naskah ini.", "That one stands under this one already."),
            )
            return
        above = family.get(above.parent_id or "")
    if _is_no_frame(parent, own):
        yield FieldError("/parent_id", "not-a-frame", _NO_FRAME)
    if _had_ended(parent, own):
        yield FieldError(
            "/parent_id",
            "parent-had-ended",
            Text(
                f"Naskah induk berakhir {parent.closes_on}, sebelum naskah ini ditandatangani.",
                f"The parent ended on {parent.closes_on}, before this one was signed.",
            ),
        )


_NO_FRAME = Text(
    "Perjanjian kerja sama melaksanakan kesepakatan bersama, nota kesepakatan, SKB, atau MoU.",
    "A cooperation agreement carries out a kesepakatan bersama, nota kesepakatan, SKB or MoU.",
)


def _is_no_frame(parent: Kin, child: Kin) -> bool:
    return child.kind in AGREEMENTS and parent.kind not in FRAMES


def _had_ended(parent: Kin, child: Kin) -> bool:
    if parent.closes_on is None or child.signed_on is None:
        return False
    return parent.closes_on < earliest_day(child.signed_on)
