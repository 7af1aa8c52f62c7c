"""The version of this library and of the Stripe API that it is made for."""

from stripe import VERSION
from stripe.public_names import API_VERSION

__all__ = ["API_VERSION", "API_VERSION_MAJOR", "VERSION"]

API_VERSION_MAJOR = API_VERSION.partition(".")[2]
"""The release that the API version belongs to, `"endive"`; empty for versions that are dates alone."""
