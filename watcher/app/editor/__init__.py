"""What editors, and outlets, do to what is told."""
