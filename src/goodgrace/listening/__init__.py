"""What a message says, and what our own words say back: a pure core that shows its evidence and decides nothing."""
