"""Who hears of what, why, and in which words."""
