"""Notices told to a web service: one POST of JSON for each, and what became of it.

The key of idempotence is the notice's id, so that a service that heard of a notice before can
leave it at that.
"""

from __future__ import annotations

import json
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from creditctl.config.deliveryfile import PLACE
from creditctl.delivery.message import read_message
from creditctl.delivery.transport import Fate, Sent
from creditctl.delivery.webhook_secret import read_secret
from creditctl.delivery.words import words_of
from creditctl.errors import ConfigRefused
from creditctl.findings import Place, error

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx

    from creditctl.config.deliveryfile import WebhookPart
    from creditctl.delivery.transport import Parcel

_LATER: Final = frozenset({408, 425, 429})
"""Answers below 500 that ask to come again."""
_MOST_READ: Final = 64_000


class Webhook:
    """Sends parcels to a web service.

    Args:
        part: address, headers, body.
        root: the workspace; files of secrets lie below it.
        where: the part's place in creditctl.yaml, such as ``delivery.webhook``.

    Raises:
        ConfigRefused: on entering, when a secret can't be read (CD203), or the environment names
            a proxy or certificates that are none (CD206).
    """

    def __init__(self, part: WebhookPart, root: Path, where: str = "delivery.webhook") -> None:
        self._part = part
        self._root = root
        self._where = where
        self._secrets: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        import httpx

        secret = {
            name: read_secret(value, self._root, f"{self._where}.secret_headers.{name}")
            for name, value in self._part.secret_headers.items()
        }
        self._secrets = tuple(secret.values())
        whole = {
            name: self._part.secret_headers[name].before + text for name, text in secret.items()
        }
        try:
            self._client = httpx.Client(
                headers={"User-Agent": "creditctl", **self._part.headers, **whole},
                timeout=self._part.timeout,
                follow_redirects=False,
                # A proxy is for what lies outside.
                trust_env=urlsplit(self._part.url).scheme == "https",
            )
        except (OSError, ValueError, ImportError, httpx.InvalidURL) as trouble:
            message = f"no connection can be set up ({type(trouble).__name__})"
            hint = "check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR"
            raise ConfigRefused(error("CD206", message, Place(field=self._where), hint)) from None
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def send(self, parcel: Parcel) -> Sent:
        """Tell the service of one notice; its answer decides.

        2xx is sent; 408, 425, 429, 5xx and a redirect, which is not followed, are deferred; all
        else is rejected. No connection is deferred; a connection that is lost or silent once the
        request is on its way is uncertain.
        """
        import httpx

        message = read_message(parcel.content)
        if message is None:
            return Sent(Fate.REJECTED, "the file holds no message")
        request = self._client.build_request(
            "POST",
            self._part.url,
            content=json.dumps(_filled(self._part.body, message) or dict(message)).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": parcel.key},
        )
        try:
            answer = self._client.send(request, stream=True)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as e:
            return Sent(Fate.DEFERRED, self._words(f"no connection: {e}"))
        except httpx.TimeoutException:
            return Sent(Fate.UNCERTAIN, f"no answer within {self._part.timeout} seconds")
        except httpx.HTTPError as e:
            return Sent(Fate.UNCERTAIN, self._words(f"the connection was lost: {e}"))
        return self._judged(answer)

    def _judged(self, answer: httpx.Response) -> Sent:
        code = answer.status_code
        said = f"{_title(code)}: {self._said(answer)}".removesuffix(": ")
        if answer.is_success:
            return Sent(Fate.SENT, said)
        if 300 <= code < 400:
            return Sent(Fate.DEFERRED, f"{_title(code)}: redirects are not followed")
        later = code in _LATER or code >= 500
        return Sent(Fate.DEFERRED if later else Fate.REJECTED, said)

    def _said(self, answer: httpx.Response) -> str:
        """What the answer says as far as it comes in time: its status is known already."""
        import httpx

        content, until = b"", time.monotonic() + self._part.timeout
        try:
            for piece in answer.iter_bytes():
                content += piece
                if len(content) >= _MOST_READ or time.monotonic() > until:
                    break
        except httpx.HTTPError:
            pass
        finally:
            answer.close()
        return words_of(content[:_MOST_READ], self._secrets)

    def _words(self, text: str) -> str:
        return words_of(text.encode("utf-8", "replace"), self._secrets)


def _title(code: int) -> str:
    known = code in HTTPStatus.__members__.values()
    return f"{code} {HTTPStatus(code).phrase}" if known else str(code)


def _filled(body: Any, message: Mapping[str, str]) -> Any:
    """The body with a notice's values in its texts; a value is never looked at again."""
    values = {**message, "to_digits": message["to"].removeprefix("+")}
    if isinstance(body, str):
        return PLACE.sub(lambda found: values[found[1]], body)
    if isinstance(body, dict):
        return {key: _filled(inner, message) for key, inner in body.items()}
    if isinstance(body, list):
        return [_filled(inner, message) for inner in body]
    return body
