"""A reference billing service to try promises on: real books, and a temper that can be set. For demos and tests only."""
