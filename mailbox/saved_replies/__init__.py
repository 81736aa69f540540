"""Texts that officers often answer with: what they are filled with, and those the portal starts with."""
