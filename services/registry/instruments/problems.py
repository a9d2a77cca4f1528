"""What can go wrong with instruments."""

from collections.abc import Sequence

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class InstrumentNotFound(NotFound):
    code = "instrument-not-found"
    title = Text("Naskah tidak ditemukan", "The instrument was not found")


class InstrumentReferred(Conflict):
    code = "instrument-referred-to"
    title = Text("Naskah ini masih dirujuk", "The instrument is still referred to")

    def __init__(self, referring: Sequence[Text]) -> None:
        by_id, by_en = "; ".join(t.id for t in referring), "; ".join(t.en for t in referring)
        super().__init__(
            Text(f"Lepaskan dahulu yang merujuknya: {by_id}.", f"Release first what refers to it: {by_en}.")
        )


def other_head(error: FieldError) -> FieldError:
    """An unknown reason for ending, with what is often meant and is none."""
    more = Text(
        " Lima alasan PP 28/2018 Pasal 9; pergantian kepala daerah tidak mengakhiri kerja sama.",
        " The five of PP 28/2018 Pasal 9; a change of regional head does not end a cooperation.",
    )
    return FieldError(error.pointer, error.code, Text(error.detail.id + more.id, error.detail.en + more.en))
