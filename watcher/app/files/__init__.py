"""What people set and edit."""
