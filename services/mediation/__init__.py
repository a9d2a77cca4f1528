"""The desk for disputes between forums. As yet it says whether it is well, and keeps its databases."""
