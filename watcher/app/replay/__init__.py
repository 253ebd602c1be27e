"""Stored articles through the rules once more."""
