"""`python -m goodgrace.cli` is `goodgrace`."""

from goodgrace.cli import main

main()
