"""Tells the world. One file is one kind of channel, the folders what all share: rendering is pure, sending is not."""
