"""The listener: what is heard, in what, and how sure."""
