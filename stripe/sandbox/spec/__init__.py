"""The API description as the sandbox reads it."""
