"""What trains and measures the listener; not shipped."""
