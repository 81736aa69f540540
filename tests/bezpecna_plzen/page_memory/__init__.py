"""Public pages made once."""
