"""What is asked: the same for the floor, the service and the gateway."""

FORUMS = 100_000
FEWER = 10_000
FILTERS = {"branch": "eksekutif"}
SORT = "-updated_at"
PAGE_SIZE = 25
LIST = f"/v1/kabkota/forums?branch=eksekutif&sort={SORT}"
SLUG = "forum-buatan-4711"
ONE = f"/v1/kabkota/forums/{SLUG}"
# A page that begins after so many rows, in the list without filters.
DEEP = 90_000
