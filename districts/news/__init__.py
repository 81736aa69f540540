"""News and alerts."""
