"""All that is wrong with an installation."""
