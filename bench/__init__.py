"""How fast Goodgrace is, beside others, in one run on one machine: `python -m bench`, or with `--short`."""
