"""How long what is personal stays, and how it goes."""
