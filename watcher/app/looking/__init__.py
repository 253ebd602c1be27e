"""What is known, for whoever looks: a page and a command answer alike."""
