"""Pages for people beside Checkout: approving, receipts, instructions, onboarding, OAuth, identity."""
