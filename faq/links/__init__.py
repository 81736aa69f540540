"""Links in texts: found, followed, remembered."""
