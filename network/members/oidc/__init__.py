"""Signing in through the provider of the house: OpenID Connect, with allauth.socialaccount.

Only `urls.py` imports what needs `requests`, and only where `SIGN_IN_PROVIDER` is set; `links.py` and `identity.py` are
used everywhere, because links stay when the provider is switched off.
"""
