"""The policy language: what may be offered, in one case, over a history, and proved."""
