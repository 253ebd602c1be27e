"""A day with the watcher in a newsroom that does not exist: the real thing, with the world on loopback."""
