"""The door to the web: what a browser or a mail program may ask of a running watcher."""
