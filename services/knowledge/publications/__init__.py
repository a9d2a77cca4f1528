"""What the simpul publishes: articles, news, policy briefs, and the issues that gather them."""
