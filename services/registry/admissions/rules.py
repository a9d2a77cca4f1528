"""Rules for admissions: pure. The study (Bab 4 F.1, F.3): authority is delegated to the simpul where it
works by subsidiarity; as a network it only shares.
"""

from collections.abc import Iterator, Sequence

from services.kit.language import Text
from services.kit.problems import FieldError

DELEGATING = "subsidiarity"


def errors_in(design: str, shared: Sequence[str], delegated: Sequence[str]) -> Iterator[FieldError]:
    """What is wrong with the functions that a forum shares with, or delegates to, the simpul."""
    if not shared and not delegated:
        yield FieldError(
            "/functions_shared",
            "no-function",
            Text(
                "Sebut sedikitnya satu fungsi yang dibagi atau dilimpahkan.",
                "Name at least one function that is shared or delegated.",
            ),
        )
    for index, code in enumerate(delegated):
        if code in shared:
            yield FieldError(
                f"/functions_delegated/{index}",
                "shared-and-delegated",
                Text(
                    f"`{code}` dibagi atau dilimpahkan, tidak keduanya.",
                    f"`{code}` is shared or delegated, not both.",
                ),
            )
    if delegated and design != DELEGATING:
        yield FieldError(
            "/functions_delegated",
            "delegated-without-subsidiarity",
            Text(
                f"Fungsi hanya dilimpahkan pada desain {DELEGATING}.",
                f"Functions are delegated in the design {DELEGATING} only.",
            ),
        )
