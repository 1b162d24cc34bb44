"""Lighthouse's scores of the web app on a phone, through its npm package (Node.js)."""

import json
import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.processes import ROOT

LIGHTHOUSE = ROOT / "bench/lighthouse/node_modules/.bin/lighthouse"

CATEGORIES = ("performance", "accessibility", "best-practices", "seo")

_RUNS = 3
"""How often a page is judged. How long it blocks differs by a factor of three from run to run."""


def scores(url: str, paths: Sequence[str], browser: str) -> dict[str, float]:
    """Return the worst score of each category among some pages, 0 to 100; none if not installed.

    A page's score is the median of its runs.
    """
    if not LIGHTHOUSE.exists():
        return {}
    pages = [_median([_scores_of(f"{url}{path}", browser) for _ in range(_RUNS)]) for path in paths]
    return {category: min(page[category] for page in pages) for category in CATEGORIES}


def _median(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    return {category: median(run[category] for run in runs) for category in CATEGORIES}


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
