"""How texts are compared and put in order."""
