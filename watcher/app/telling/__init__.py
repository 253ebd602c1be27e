"""What is told of a story, written down for each who hears it."""
