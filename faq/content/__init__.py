"""The texts the portal starts with, and their loading."""
