"""What the kinds of feeds share: their items, cut out, read and given their links."""
