"""What our own words would say to the customer: gentle notes on a draft, never a score of who wrote it."""
