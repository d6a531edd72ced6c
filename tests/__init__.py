"""The tests: a folder for each folder of src/goodgrace, and the house rules."""
