"""Cases between invented forums, in every state, for a node that is tried out."""
