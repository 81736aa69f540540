"""Where to leave a letter or a found document."""
