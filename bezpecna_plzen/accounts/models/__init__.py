"""What is kept of accounts besides Django's users and groups."""
