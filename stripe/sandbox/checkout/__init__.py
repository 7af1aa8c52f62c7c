"""Checkout, payment links, and the pages that customers see."""
