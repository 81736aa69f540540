"""Known places: those that the portal starts with, and how each gets its address of the register."""
