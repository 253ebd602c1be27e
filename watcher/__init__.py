"""Reads the news for one subject and tells every story once."""

__version__ = "0.1.0"
