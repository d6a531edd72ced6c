"""Labelled sentences, the draw of the held-out test, and the measuring of moments."""
