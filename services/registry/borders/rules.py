"""Rules for border pairs: pure.

A pair is of two regions of one level: of provinces in simpul provinsi, of kabupaten and kota, which are
one level here, in simpul kabkota.
"""

from collections.abc import Iterator, Sequence

from services.kit.language import Text
from services.kit.problems import FieldError
from services.kit.simpul import Simpul
from services.registry.region_records.judging import other_level

AT = "/region_codes"


def errors_in(codes: Sequence[str], *, simpul: Simpul) -> Iterator[FieldError]:
    """What is wrong with the two codes, whatever regions they are."""
    first, second = codes
    if first == second:
        yield FieldError(
            AT,
            "same-region",
            Text("Wilayah tidak berbatasan dengan dirinya.", "A region does not border itself."),
        )
    elif len(first) != len(second):
        yield FieldError(
            AT,
            "different-levels",
            Text(
                f"Wilayah {first} dan {second} tidak setingkat.",
                f"Regions {first} and {second} are not of one level.",
            ),
        )
    else:
        yield from other_level(AT, first, simpul)
