"""Whom certificates are believed from: read once, since that takes as long as many a page does to come."""

import os
import ssl
from functools import cache

import httpx


def authorities(http2: bool = False) -> ssl.SSLContext:
    """Those that the environment names, else the world's.

    Args:
        http2: whether its connections may speak it, which they note in what they are given.
    """
    return _read(http2, os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@cache
def _read(http2: bool, file: str | None, folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()
