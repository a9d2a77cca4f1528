"""Acts that move a case from state to state, by the transition table."""
