"""From what somebody typed, or where they stand, to the district."""
