"""How the node is run: on one machine, in containers, on Kubernetes."""
