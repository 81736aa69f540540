"""What the portal does by itself every few minutes."""
