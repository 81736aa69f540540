"""The part of the public API about districts and infoboxes."""
