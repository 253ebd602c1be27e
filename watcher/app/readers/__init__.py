"""What readers press and ask for."""
