"""One request, step by step: from HTTP to a call and back."""
