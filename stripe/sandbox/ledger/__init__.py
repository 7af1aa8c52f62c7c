"""Currencies, and the ledger whose sums are the balance."""
