"""Official exchange rates, one per day."""
