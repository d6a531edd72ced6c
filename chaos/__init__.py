"""Promises under everything that can go wrong at once; not part of the product."""
