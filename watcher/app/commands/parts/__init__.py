"""What commands are made of. No file here is a command itself."""
