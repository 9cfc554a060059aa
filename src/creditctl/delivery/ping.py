"""Telling a monitor that a run began or ended. A monitor that is down never stops a run."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from creditctl.documents.clean import one_line, shortened

if TYPE_CHECKING:
    from collections.abc import Mapping

_LONGEST = 200


def ping(url: str, facts: Mapping[str, int | str], timeout: int) -> str:
    """POST some numbers as JSON; returns what went wrong, "" = nothing.

    Args:
        url: of the monitor.
        facts: counts, and nothing that names anybody.
        timeout: seconds.
    """
    import httpx

    try:
        answer = httpx.post(
            url,
            json=dict(facts),
            timeout=timeout,
            follow_redirects=False,
            # A proxy is for what lies outside.
            trust_env=urlsplit(url).scheme == "https",
        )
    except httpx.HTTPError as problem:
        return shortened(one_line(str(problem) or type(problem).__name__), _LONGEST)
    except (OSError, ValueError, ImportError, httpx.InvalidURL) as problem:
        why = type(problem).__name__  # its words may hold the password of a proxy
        check = "check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
        return f"no connection can be set up ({why}); {check}"
    return "" if answer.is_success else f"it answered {answer.status_code}"
