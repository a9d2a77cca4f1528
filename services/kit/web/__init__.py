"""The HTTP side of a service: application factory, routes, conditional requests, problems."""
