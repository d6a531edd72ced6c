"""Listening: what a message says, always with the words that say it. Pure: it suggests to a person and never acts."""
