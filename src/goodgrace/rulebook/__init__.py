"""What holds: published versions of policies, when each is in force, and the pools they draw from."""
