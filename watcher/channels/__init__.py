"""Tells the world. One file is one kind of channel: rendering is pure, sending is not."""
