"""The door for programs: JSON over HTTP, a token for each, and every refusal told as a problem (RFC 9457)."""
