"""Reading the parts of a playbook: steps, conditions on what happened, words, examples."""
