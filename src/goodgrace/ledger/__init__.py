"""What happened: one entry for every thing that somebody did, append-only, sealed in batches into a signed tree."""
