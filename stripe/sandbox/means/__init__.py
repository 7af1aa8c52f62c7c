"""Ways to pay, as objects."""
