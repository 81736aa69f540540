"""Who answers in a district on a day, and why."""
