"""What the regulations say, as pure functions and data."""
