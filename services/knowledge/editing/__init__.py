"""Knowledge is drafted, reviewed, published and withdrawn here; the public reads from the shelf."""
