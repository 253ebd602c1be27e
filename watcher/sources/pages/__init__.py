"""What a page says: its text, its headline, its date, without what stands around them."""
