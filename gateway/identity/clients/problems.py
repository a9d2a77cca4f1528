"""What can go wrong with clients and their secrets."""

from services.kit.language import Text
from services.kit.problems import Conflict, FieldError, NotFound


class ClientNotFound(NotFound):
    code = "client-not-found"
    title = Text("Klien tidak ditemukan", "The client was not found")


class SecretNotFound(NotFound):
    code = "secret-not-found"
    title = Text("Rahasia tidak ditemukan", "The secret was not found")


class ClientTaken(Conflict):
    code = "client-id-taken"
    title = Text("Nama klien sudah dipakai", "The client id is taken")

    def __init__(self) -> None:
        detail = Text("Sudah ada klien dengan client_id ini.", "There is a client of this client_id already.")
        super().__init__(detail, errors=[FieldError("/client_id", "client-id-taken", detail)])


class TooManySecrets(Conflict):
    code = "too-many-secrets"
    title = Text("Sudah ada dua rahasia yang berlaku", "There are two valid secrets already")

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Klien ini sudah memiliki dua rahasia yang berlaku. Hapus salah satunya dahulu.",
                "This client has two valid secrets. Delete one of them first.",
            )
        )


class LastSecret(Conflict):
    code = "last-secret"
    title = Text("Ini rahasia terakhir yang berlaku", "This is the last valid secret")

    def __init__(self) -> None:
        super().__init__(
            Text(
                "Tambahkan rahasia baru dahulu; yang terakhir hanya dapat dihapus oleh admin lain.",
                "Add a new secret first; only another client, an admin, may delete the last one.",
            )
        )


class SelfLockout(Conflict):
    code = "self-lockout"
    title = Text("Anda akan mengunci diri sendiri", "You would lock yourself out")

    def __init__(self, pointer: str) -> None:
        detail = Text(
            "Admin tidak dapat menonaktifkan dirinya atau melepas cakupan admin miliknya; minta admin lain.",
            "An admin may not disable itself or give up its scope admin; ask another admin.",
        )
        super().__init__(detail, errors=[FieldError(pointer, "self-lockout", detail)])
