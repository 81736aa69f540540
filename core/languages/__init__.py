"""Records whose texts are kept in several languages."""
