"""Payments, from confirmation to refund and dispute."""
