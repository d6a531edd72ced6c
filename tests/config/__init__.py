"""Tests of the settings: mail and logs."""
