"""Opening hours and public holidays."""
