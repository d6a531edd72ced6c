"""Rows in and out of the database, where every decision waits for them."""
