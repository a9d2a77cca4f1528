"""Other names of a forum: former ones, short ones, other spellings."""
