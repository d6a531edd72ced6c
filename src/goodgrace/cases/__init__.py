"""Cases: a story, what is known of it, what may be given, what was decided, and who was asked for help."""
