"""The feed: every change of an entity, in order per entity, lost nowhere between services.

A writer records the change in its own transaction (`outbox`), one publisher per database puts it in
order (`publisher`), a service serves it over HTTP (`routes`), a consumer follows it (`follow`).
"""
