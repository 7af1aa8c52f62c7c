"""The version of this library and of the Stripe API that it is made for."""

VERSION = "16.1.0"
"""Names the release of the official SDK whose public surface this library has."""

API_VERSION = "2026-10-28.endive"
API_VERSION_MAJOR = "endive"
