"""What an account has beside its money: customers, files, events, endpoints."""
