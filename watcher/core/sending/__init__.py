"""The life of a delivery, and proofs that we wrote a link."""
