"""Django's commands, where ours differ."""
