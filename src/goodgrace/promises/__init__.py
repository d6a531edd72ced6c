"""What the company has promised: steps with clocks, kept across departments."""
