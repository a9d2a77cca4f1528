"""The services of the node, and the kit they share."""
