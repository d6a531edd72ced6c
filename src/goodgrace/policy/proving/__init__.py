"""What verifying asks the logic, and how it tells what it found."""
