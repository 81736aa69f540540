"""Photos of messages: on their way, stored, left over."""
