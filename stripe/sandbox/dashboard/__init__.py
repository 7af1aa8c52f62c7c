"""The pages for developers, at the root of a served sandbox."""
