"""``python -m superbrain.api``: serves the read API on 127.0.0.1 in the foreground.

No access log of requests is kept beside ``audit.access_log``: a query string may hold personal values.
"""

from __future__ import annotations

import uvicorn

from schemas.settings import get_settings
from superbrain.api.app import make_app


def main() -> None:
    """Serves until it is told to end."""
    settings = get_settings()
    uvicorn.run(
        make_app(settings),
        host="127.0.0.1",
        port=settings.api_port,
        access_log=False,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
