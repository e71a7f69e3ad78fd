"""Data docs: one page a feed from Great Expectations' own renderer, and an index; readable without a network.

GX's pages draw their styles and scripts from other hosts; those are taken out and one style sheet put in.
The pages hold rules and counts, no cell of the data.
"""

from __future__ import annotations

import json
import os
import re
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape

from schemas.contract import FeedContract
from schemas.settings import Settings

_HERE = Path(__file__).parent
_FOREIGN = re.compile(
    r"<script\b.*?</script>|<link\b[^>]*>|<img\b[^>]*>|<style\b.*?</style>|<footer>.*?</footer>", re.DOTALL
)
_HOME_LINK = re.compile(r'href="[^"]*index\.html"')
_OTHER_LINK = re.compile(r'<a href="[^"]*expectations/[^"]*"\s*>(.*?)</a>', re.DOTALL)


def docs_dir(settings: Settings) -> Path:
    """Where the pages lie; ``index.html`` is the entrance."""
    return settings.home / "quality" / "docs"


def write_page(result: Any, contract: FeedContract, settings: Settings) -> Path:
    """Render one feed's validation result (GX's own object) as ``<feed>.html``; returns its path."""
    from great_expectations.render.renderer import ValidationResultsPageRenderer
    from great_expectations.render.view import DefaultJinjaPageView

    page = DefaultJinjaPageView().render(ValidationResultsPageRenderer(run_info_at_end=True).render(result))
    return _write(docs_dir(settings) / f"{contract.id}.html", _make_local(page))


def write_index(settings: Settings) -> Path:
    """List the feeds with how many of their rules hold, from the kept results."""
    results = [_summary(path) for path in sorted((settings.home / "quality" / "results").glob("*.json"))]
    jinja = Environment(loader=FileSystemLoader(_HERE), autoescape=select_autoescape(["html"]))
    page = jinja.get_template("index.html").render(results=results, style=_style())
    return _write(docs_dir(settings) / "index.html", page)


def _summary(path: Path) -> dict[str, Any]:
    kept = json.loads(path.read_text(encoding="utf-8"))
    results = kept["results"]
    n_errored = sum(bool(one["exception_info"]["raised_exception"]) for one in results)
    n_passed = sum(bool(one["success"]) for one in results)
    return {
        "feed": path.stem,
        "n_rules": len(results),
        "n_passed": n_passed,
        "n_failed": len(results) - n_passed - n_errored,
        "n_errored": n_errored,
        "checked_at": datetime.fromtimestamp(path.stat().st_mtime).astimezone().strftime("%Y-%m-%d %H:%M %Z"),
    }


def _make_local(page: str) -> str:
    page = _OTHER_LINK.sub(r"\1", _HOME_LINK.sub('href="index.html"', _FOREIGN.sub("", page)))
    return page.replace("</head>", f"<style>{_style()}</style></head>", 1)


def _style() -> str:
    return (_HERE / "docs.css").read_text(encoding="utf-8")


def _write(path: Path, text: str) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    fresh.write_text(text, encoding="utf-8")
    return fresh.replace(path)
