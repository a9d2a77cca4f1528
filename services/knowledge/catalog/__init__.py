"""The directory as linked data: an entry in the words of W3C ORG, the whole as a DCAT catalogue."""
