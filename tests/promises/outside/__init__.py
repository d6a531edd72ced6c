"""Tests of what is outside."""
