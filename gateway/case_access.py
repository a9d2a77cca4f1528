"""Access codes, as mediation knows them."""

from datetime import datetime

from gateway.identity.access import CaseAccess
from gateway.proxy import Proxy
from services.kit.language import Text
from services.kit.problems import BadGateway
from services.kit.simpul import Simpul


class MediationDesk:
    """Asks mediation what a code gives access to."""

    def __init__(self, proxy: Proxy) -> None:
        self._proxy = proxy

    async def take(self, simpul: Simpul, code: str) -> CaseAccess | None:
        """What a code gives access to; None where it does not hold, `BadGateway` where that is not told."""
        status, told = await self._proxy.ask("mediation", simpul, "/case-access", {"code": code})
        if status in (404, 422):
            return None
        if status != 201:
            raise BadGateway(Text("Layanan mediation tidak menjawab.", "Mediation does not answer."))
        return CaseAccess(
            told["access_code_id"],
            simpul,
            told["case_id"],
            told["party_id"],
            datetime.fromisoformat(told["expires_at"]).timestamp(),
        )
