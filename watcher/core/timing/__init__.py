"""When to read, and when to speak."""
