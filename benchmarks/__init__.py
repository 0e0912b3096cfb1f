"""What is measured: each module is a script that prints its figures; RESULTS.md keeps the last ones."""
