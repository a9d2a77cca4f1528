"""What can go wrong with regions."""

from collections.abc import Sequence

from services.kit.language import Text
from services.kit.problems import FieldError, NotFound


class RegionNotFound(NotFound):
    code = "region-not-found"
    title = Text("Wilayah tidak ditemukan", "The region was not found")

    def __init__(self, code: str) -> None:
        super().__init__(
            Text(f"Tidak ada wilayah dengan kode {code}.", f"There is no region with code {code}.")
        )


class RegionNotValidThen(NotFound):
    """The region exists, at another time; `valid_from`, `valid_to` and `successors` tell where to look."""

    code = "region-not-valid-then"
    title = Text("Wilayah tidak berlaku pada waktu itu", "The region was not valid then")

    def __init__(
        self,
        code: str,
        *,
        valid_from: str | None,
        valid_to: str | None,
        successors: Sequence[str],
        has_begun: bool,
    ) -> None:
        super().__init__(
            _ended(code, valid_to, successors) if has_begun else _not_begun(code, valid_from),
            members={"valid_from": valid_from, "valid_to": valid_to, "successors": list(successors)},
        )


def unknown_region(pointer: str, code: str) -> FieldError:
    """A field error that names a code which is no region's."""
    detail = Text(f"Tidak ada wilayah dengan kode {code}.", f"There is no region with code {code}.")
    return FieldError(pointer, "unknown-region", detail)


def unknown_decree(pointer: str, number: str) -> FieldError:
    """A field error that names a decree which is not recorded."""
    detail = Text(f"Keputusan {number} tidak tercatat.", f"No decree {number} is recorded.")
    return FieldError(pointer, "unknown-decree", detail)


def ended_region(pointer: str, code: str, valid_to: str | None, successors: Sequence[str]) -> FieldError:
    """A field error that names a code which is no more, and what took its place."""
    return FieldError(pointer, "region-not-valid", _ended(code, valid_to, successors))


def future_region(pointer: str, code: str, valid_from: str | None) -> FieldError:
    """A field error that names a code which is not yet."""
    return FieldError(pointer, "region-not-valid", _not_begun(code, valid_from))


def _ended(code: str, valid_to: str | None, successors: Sequence[str]) -> Text:
    if not successors:
        return Text(
            f"Kode {code} tidak berlaku lagi sejak {valid_to}; penggantinya tidak tercatat.",
            f"Code {code} is no longer valid since {valid_to}; no successor is recorded.",
        )
    codes = ", ".join(successors)
    return Text(
        f"Kode {code} tidak berlaku lagi sejak {valid_to}; penggantinya {codes}.",
        f"Code {code} is no longer valid since {valid_to}; its successors: {codes}.",
    )


def _not_begun(code: str, valid_from: str | None) -> Text:
    return Text(
        f"Kode {code} baru berlaku sejak {valid_from}.", f"Code {code} is valid only from {valid_from} on."
    )
