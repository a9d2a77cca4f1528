"""What pydantic found wrong, as problems in both languages with JSON pointers."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.kit.language import Text
from services.kit.problems import (
    BadRequest,
    FieldError,
    Invalid,
    InvalidQuery,
    InvalidValue,
    NotFound,
    Problem,
)

# The pattern of texts that must say something.
NOT_BLANK = r"\S"

# Sentences for the error types our schemas can produce; `{...}` are the error's own context values.
_SENTENCES: dict[str, Text] = {
    "missing": Text("Wajib diisi.", "This field is required."),
    "extra_forbidden": Text("Tidak dikenal atau tidak boleh diisi.", "Unknown, or may not be written."),
    "string_type": Text("Harus berupa teks.", "Must be a string."),
    "string_too_short": Text("Paling sedikit {min_length} karakter.", "At least {min_length} characters."),
    "string_too_long": Text("Paling banyak {max_length} karakter.", "At most {max_length} characters."),
    "string_pattern_mismatch": Text("Tidak sesuai pola {pattern}.", "Does not match the pattern {pattern}."),
    "int_type": Text("Harus berupa bilangan bulat.", "Must be an integer."),
    "int_parsing": Text("Harus berupa bilangan bulat.", "Must be an integer."),
    "int_parsing_size": Text("Bilangan terlalu besar.", "The number is too large."),
    "int_from_float": Text("Harus berupa bilangan bulat.", "Must be an integer."),
    "float_type": Text("Harus berupa bilangan.", "Must be a number."),
    "float_parsing": Text("Harus berupa bilangan.", "Must be a number."),
    "bool_type": Text("Harus true atau false.", "Must be true or false."),
    "bool_parsing": Text("Harus true atau false.", "Must be true or false."),
    "list_type": Text("Harus berupa daftar.", "Must be a list."),
    "dict_type": Text("Harus berupa objek.", "Must be an object."),
    "model_type": Text("Harus berupa objek.", "Must be an object."),
    "model_attributes_type": Text("Harus berupa objek.", "Must be an object."),
    "literal_error": Text("Harus salah satu dari {expected}.", "Must be one of {expected}."),
    "enum": Text("Harus salah satu dari {expected}.", "Must be one of {expected}."),
    "greater_than_equal": Text("Paling sedikit {ge}.", "At least {ge}."),
    "less_than_equal": Text("Paling banyak {le}.", "At most {le}."),
    "greater_than": Text("Harus lebih dari {gt}.", "Must be greater than {gt}."),
    "finite_number": Text("Harus bilangan terhingga.", "Must be a finite number."),
    "decimal_type": Text("Harus berupa bilangan.", "Must be a number."),
    "decimal_parsing": Text("Harus berupa bilangan.", "Must be a number."),
    "decimal_max_digits": Text("Paling banyak {max_digits} angka.", "At most {max_digits} digits."),
    "decimal_max_places": Text(
        "Paling banyak {decimal_places} angka di belakang koma.", "At most {decimal_places} decimal places."
    ),
    "too_long": Text("Paling banyak {max_length} isi.", "At most {max_length} items."),
    "too_short": Text("Paling sedikit {min_length} isi.", "At least {min_length} items."),
    "date_from_datetime_parsing": Text("Harus tanggal ISO 8601.", "Must be an ISO 8601 date."),
    "date_parsing": Text("Harus tanggal ISO 8601.", "Must be an ISO 8601 date."),
    "uuid_parsing": Text("Harus berupa UUID.", "Must be a UUID."),
    "uuid_type": Text("Harus berupa UUID.", "Must be a UUID."),
}


def pointer(location: Sequence[object]) -> str:
    """A location as JSON pointer; `/query/...` and `/header/...` for what is not in the body."""
    parts = location[1:] if location and location[0] == "body" else location
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


def field_error(error: Mapping[str, Any]) -> FieldError:
    """One error of pydantic's as a field error of ours."""
    kind = str(error["type"])
    context = error.get("ctx", {})
    raised = context.get("error")
    if isinstance(raised, InvalidValue):
        return FieldError(pointer(error["loc"]), raised.code, raised.detail)
    return FieldError(
        pointer(error["loc"]), kind.replace("_", "-"), _sentence(kind, context, str(error["msg"]))
    )


def _sentence(kind: str, context: dict[str, Any], message: str) -> Text:
    if kind == "string_pattern_mismatch" and context.get("pattern") == NOT_BLANK:
        return Text("Tidak boleh kosong.", "May not be blank.")
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return Text("Nilai tidak sah.", message)
    in_indonesian = {key: str(value).replace(" or ", " atau ") for key, value in context.items()}
    return Text(sentence.id.format_map(in_indonesian), sentence.en.format_map(context))


def problem_from(errors: Sequence[dict[str, Any]]) -> Problem:
    """One problem for everything pydantic found: 400 for the query, 422 for the body, 400 if unreadable."""
    if any(e["type"] == "json_invalid" for e in errors):
        return BadRequest(Text("Isi permintaan bukan JSON yang sah.", "The body is not valid JSON."))
    if any(e["loc"] and e["loc"][0] == "path" for e in errors):
        # A key that cannot exist is a key that does not exist.
        return NotFound()
    fields = [field_error(e) for e in errors]
    names = ", ".join(dict.fromkeys(f.pointer for f in fields))
    # What stands before the body decides first: a request whose query is unreadable has no body to judge.
    if any(e["loc"] and e["loc"][0] in ("query", "header", "cookie") for e in errors):
        return InvalidQuery(
            Text(f"Periksa parameter: {names}.", f"Check these parameters: {names}."), errors=fields
        )
    if not names:
        return Invalid(Text("Periksa isi permintaan.", "Check the body."), errors=fields)
    return Invalid(Text(f"Periksa isian: {names}.", f"Check these fields: {names}."), errors=fields)
