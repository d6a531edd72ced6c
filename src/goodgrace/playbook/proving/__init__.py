"""What is proved about a playbook, over every way it can go."""
