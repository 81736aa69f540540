"""Lists of known places."""
