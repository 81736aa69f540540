"""The search of questions and answers."""
