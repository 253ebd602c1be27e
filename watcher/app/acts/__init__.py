"""From a poll to a delivery."""
