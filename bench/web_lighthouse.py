"""Lighthouse's scores of the web app on a phone, through its npm package (Node.js)."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.processes import ROOT

LIGHTHOUSE = ROOT / "bench/lighthouse/node_modules/.bin/lighthouse"

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


def scores(url: str, paths: Sequence[str], browser: str) -> dict[str, float]:
    """Return the worst score of each category among some pages, 0 to 100; none if not installed."""
    if not LIGHTHOUSE.exists():
        return {}
    pages = [_scores_of(f"{url}{path}", browser) for path in paths]
    return {category: min(page[category] for page in pages) for category in CATEGORIES}


def _scores_of(page: str, browser: str) -> dict[str, float]:
    with tempfile.TemporaryDirectory(prefix="bench-lighthouse-") as folder:
        report = Path(folder) / "report.json"
        subprocess.run(
            [
                *(str(LIGHTHOUSE), page, "--quiet", "--output=json", f"--output-path={report}"),
                f"--only-categories={','.join(CATEGORIES)}",
                "--chrome-flags=--headless=new --no-sandbox",
            ],
            env={**os.environ, "CHROME_PATH": browser},
            check=True,
            capture_output=True,
        )
        found = json.loads(report.read_text("utf-8"))["categories"]
    return {category: found[category]["score"] * 100 for category in CATEGORIES}
