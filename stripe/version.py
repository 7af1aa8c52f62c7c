"""The version of this library and of the Stripe API that it is made for."""

from stripe import public_names

VERSION = "16.1.0"
"""Names the release of the official SDK whose public surface this library has."""

API_VERSION: str = public_names.API_VERSION
API_VERSION_MAJOR = API_VERSION.partition(".")[2]
"""The release that the API version belongs to, `"endive"`; empty for versions that are dates alone."""
