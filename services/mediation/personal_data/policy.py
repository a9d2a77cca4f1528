"""Who records and who handles requests of data subjects."""

from services.kit.actor import Actor
from services.kit.language import Text
from services.mediation import roles


def _may_record(actor: Actor) -> bool:
    """Whether it takes requests in: whoever is asked at the desk."""
    return roles.is_secretariat(actor) or roles.is_office(actor)


def require_recorder(actor: Actor) -> None:
    """Refuse who takes no requests in."""
    if not _may_record(actor):
        actor.deny(
            Text(
                "Permintaan data pribadi dicatat sekretariat dan petugas (mediation:handle).",
                "Requests about personal data are recorded by secretariat and officers (mediation:handle).",
            )
        )


def require_handler(actor: Actor) -> None:
    """Refuse who does not answer them."""
    if not roles.is_secretariat(actor):
        actor.deny(
            Text(
                "Permintaan data pribadi ditangani sekretariat (mediation:handle).",
                "Requests about personal data are handled by the secretariat (mediation:handle).",
            )
        )


def require_register(actor: Actor) -> None:
    """Refuse who does not account for the processing."""
    if not (_may_record(actor) or roles.is_auditor(actor)):
        actor.deny(
            Text(
                "Catatan pemrosesan dibaca sekretariat, petugas, dan pemeriksa.",
                "The record of processing is for the secretariat, officers and auditors.",
            )
        )
