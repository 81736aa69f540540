"""The safety department's workplace."""
