"""The one socket for reading: guarded, bounded, polite. Only `curl` and `guard` touch the network."""
