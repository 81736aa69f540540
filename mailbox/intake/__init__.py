"""From a form to a message: fields, place, checks, and accepting it exactly once."""
