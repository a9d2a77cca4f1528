"""What holds for an offer and its enrolments whoever asks: pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from services.kit.language import Text
from services.kit.problems import FieldError

EXPERT = "narasumber"
ENROLLED, WAITING, CANCELLED = "terdaftar", "menunggu", "batal"
# Fewer evaluations than this show no average: nobody's own is to be read from it.
FEWEST_SHOWN = 5


def errors_in(content: Mapping[str, Any]) -> Iterator[FieldError]:
    """Days in their order, an expert where one is offered, and a place where people meet."""
    starts, ends, until = content["starts_on"], content["ends_on"], content["enrol_until"]
    if starts and ends and ends < starts:
        yield FieldError("/ends_on", "disordered", Text("Sebelum dimulai.", "Before it starts."))
    if until and (ends or starts) and until > (ends or starts):
        yield FieldError("/enrol_until", "disordered", Text("Sesudah berakhir.", "After it is over."))
    if (content["type"] == EXPERT) != (content["expert"] is not None):
        yield FieldError(
            "/expert",
            "expert-of-type",
            Text(
                f"Isi bila dan hanya bila jenisnya `{EXPERT}`.",
                f"Given if and only if the type is `{EXPERT}`.",
            ),
        )


def is_open(content: Mapping[str, Any], today: str) -> bool:
    """Whether a forum may still enrol: until the day that is named, else until it starts."""
    last = content["enrol_until"] or content["starts_on"]
    return last is None or today <= last


def state_of(capacity: int | None, taken: int, participants: int) -> str:
    """Enrolled while there are seats for all of them, else waiting."""
    return ENROLLED if capacity is None or taken + participants <= capacity else WAITING
