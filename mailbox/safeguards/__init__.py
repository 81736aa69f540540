"""What deletes for good stops where it would be far more than usual, and people are told."""
