"""HTTP with bounded patience: retries what may pass, explains what will not."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt, wait_exponential_jitter

from warehouse.sources.errors import SourceError
from warehouse.sources.json_text import parse_json
from warehouse.sources.request import Request
from warehouse.sources.secrets import credential

TIMEOUT_S = 30.0
ATTEMPTS = 5
LONGEST_WAIT_S = 30.0
MAX_REDIRECTS = 3
_BACKOFF = wait_exponential_jitter(multiplier=0.2, max=8.0, jitter=0.2)
_PASSING = {408, 425, 429, 500, 502, 503, 504}


class _RefusedError(Exception):
    """An HTTP status that is not success; kept apart from SourceError so that tenacity can see its headers."""

    def __init__(self, response: httpx.Response) -> None:
        super().__init__(response.status_code)
        self.response = response


@contextmanager
def open_client(request: Request) -> Iterator[httpx.Client]:
    """A client for one pull, with the contract's credential."""
    headers: dict[str, str] = {"Accept": "application/json"}
    if request.source.secret is not None:
        entry = credential(request.source.secret, request.settings)
        token = entry.token.get_secret_value() if entry.token else ""
        headers[entry.header] = f"Bearer {token}" if entry.header == "Authorization" else token
    with httpx.Client(headers=headers, timeout=TIMEOUT_S, max_redirects=MAX_REDIRECTS) as client:
        yield client


def get_json(client: httpx.Client, url: str, params: Mapping[str, str]) -> Any:
    """The JSON at ``url``; tried up to five times, waiting as long as the server asks, at most 30 s each time.

    Raises :class:`SourceError`, with the address but without its query, for anything else than JSON.
    """
    place = _place(url)
    retrying = Retrying(
        stop=stop_after_attempt(ATTEMPTS), retry=retry_if_exception(_may_pass), wait=_patience, reraise=True
    )
    try:
        response = retrying(_get, client, url, params)
    except _RefusedError as refused:
        raise _refusal(refused.response, place) from None
    except httpx.TimeoutException:
        raise SourceError(f"{place} did not answer within {TIMEOUT_S:.0f} s", is_retryable=True) from None
    except (httpx.HTTPError, httpx.InvalidURL, ssl.SSLError) as error:
        raise SourceError(f"{place} cannot be reached: {type(error).__name__}", is_retryable=True) from None
    try:
        return parse_json(response.content.decode("utf-8"), place)
    except UnicodeDecodeError:
        raise SourceError(f"{place} did not send UTF-8", is_retryable=True) from None


def _get(client: httpx.Client, url: str, params: Mapping[str, str]) -> httpx.Response:
    response = client.get(url, params=dict(params)) if params else client.get(url)
    if not response.is_success:
        raise _RefusedError(response)
    return response


def _may_pass(error: BaseException) -> bool:
    if isinstance(error, _RefusedError):
        return error.response.status_code in _PASSING
    return isinstance(error, httpx.TransportError)


def _patience(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = _retry_after(error.response) if isinstance(error, _RefusedError) else None
    return min(asked, LONGEST_WAIT_S) if asked is not None else _BACKOFF(state)


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait: a number or an HTTP date (RFC 9110, 10.2.3)."""
    text = response.headers.get("Retry-After", "")
    if text.isdigit():
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def _refusal(response: httpx.Response, place: str) -> SourceError:
    status = response.status_code
    meaning = {401: "asks for a credential", 403: "refuses the credential", 404: "has nothing there"}
    meaning[429] = "asks to come back later"
    reason = meaning.get(status, "failed" if status >= 500 else "refused the request")
    return SourceError(f"{place} {reason}: HTTP {status}", is_retryable=status in _PASSING)


def _place(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}{parts.path}"


def same_origin(url: str, other: str) -> bool:
    """Whether both addresses are of one server: a credential is never sent to another."""
    left, right = urlsplit(url), urlsplit(other)
    return (left.scheme, left.hostname, left.port) == (right.scheme, right.hostname, right.port)
