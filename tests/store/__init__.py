"""Tests of goodgrace.store."""
