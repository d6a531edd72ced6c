"""The parts of a decision sheet: caps, failures, offers, and what to ask next."""
