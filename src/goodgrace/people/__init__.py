"""Who works here: people, their role and team, and what each role may do."""
