"""What can go wrong with proposals."""

from services.kit.language import Text
from services.kit.problems import Conflict, Forbidden, NotFound


class ProposalNotFound(NotFound):
    code = "proposal-not-found"
    title = Text("Usul tidak ditemukan", "The proposal was not found")


class NotTheirProposal(Forbidden):
    code = "not-their-proposal"
    title = Text("Usul ini bukan milik Anda", "The proposal is not yours")


class OwnProposal(Conflict):
    code = "own-proposal"
    title = Text("Usul sendiri tidak ditanggapi", "Nobody answers their own proposal")


class ProposalSettled(Conflict):
    code = "proposal-settled"
    title = Text("Usul ini tidak terbuka lagi", "The proposal is no longer open")
