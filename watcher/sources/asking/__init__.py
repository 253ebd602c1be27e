"""The one socket for reading: guarded, bounded, polite."""
