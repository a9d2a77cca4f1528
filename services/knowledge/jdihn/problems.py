"""What can go wrong with JDIHN."""

from services.kit.language import Text
from services.kit.problems import Conflict, NotFound


class MemberNotFound(NotFound):
    code = "jdihn-member-not-found"
    title = Text("Anggota JDIHN tidak ditemukan", "The member of JDIHN was not found")


class FeedTaken(Conflict):
    code = "jdihn-feed-taken"
    title = Text("Alamat umpan itu sudah tercatat", "The address of that feed is on record already")
