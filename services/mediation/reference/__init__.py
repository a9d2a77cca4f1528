"""Regions, codes of vocabularies and forums, as the registry's feed tells them: the registry owns them."""
