"""Opening, keeping going, closing."""
