"""One module a family of behaviours; each registers the operations in which it differs."""
