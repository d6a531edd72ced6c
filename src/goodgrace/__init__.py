"""Goodgrace: what everybody gets, how far each colleague may go beyond it, and why."""
