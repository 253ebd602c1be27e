"""Which story an article tells, and who cites whom."""
