"""Moments in somebody's life that a message tells of, with the words that show them."""
