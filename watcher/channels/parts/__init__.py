"""What is said, part by part, in the reader's words; no channel's own form yet."""
