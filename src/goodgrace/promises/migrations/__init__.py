"""Changes of the tables of this folder."""
