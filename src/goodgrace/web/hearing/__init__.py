"""Listening at the desk: what was heard in a story, as marks on it, and what a moment offers."""
