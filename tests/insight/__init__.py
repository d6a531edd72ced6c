"""Tests of what past cases show: replay, the grace finder and its report."""
