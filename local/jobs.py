"""Jobs, run by hand; the local server and, on the cloud, Cloud Scheduler start them at their times.

`python -m local.jobs NAME` runs a job on the data folder, or on the database that
CULTUREPASS_DATABASE names, even while a server is running. A job that is interrupted continues when
it is run again. `local.jobs_app` runs one in the local server.
"""

import argparse
import io
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime

from tqdm import tqdm

import main
from functions.kernel.config import instant, read_settings
from functions.kernel.jobs import JOBS, Report, Watch, run_job
from functions.kernel.logs import log
from functions.kernel.platform import Platform, use_platform

_BAR = "{desc} {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} [{elapsed}<{remaining}{postfix}]"
"""tqdm's default format without the rate, to leave room for the bar in 80 columns."""


def run_by_hand(arguments: Sequence[str]) -> int:
    """Run the job that the first argument names; return 0 if nothing failed, else 1."""
    main.load_all()
    names = ", ".join(sorted(JOBS))
    parser = argparse.ArgumentParser("python -m local.jobs", description=f"Run a job: {names}.")
    parser.add_argument("name", choices=sorted(JOBS), metavar="NAME")
    parser.add_argument("--at", type=instant, metavar="RFC3339", help="run as of this time")
    options = parser.parse_args(arguments)
    platform = Platform(read_settings())
    use_platform(platform)
    # As Ctrl-C does: what is under way ends, or is taken back whole.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        at = options.at or platform.clock.now()
        with closing(platform), _watching(platform, options.name, at) as watch:
            report = run_job(platform, options.name, at, watch=watch)
    except KeyboardInterrupt:
        print("Stopped. Run it again to continue.")
        return 130
    finally:
        use_platform(None)
    print(f"{options.name}: {_in_words(report)}.")
    return 1 if report.failed else 0


@contextmanager
def _watching(platform: Platform, name: str, at: datetime) -> Iterator[Watch | None]:
    """Show a progress bar, with the log above it.

    There is none outside a terminal, when nothing is due, or when the job cannot count what is due.
    """
    count_due = JOBS[name].count_due
    due = count_due(platform, at) if count_due and sys.stderr.isatty() else 0
    if not due:
        yield None
        return
    # tqdm assumes that a terminal of unknown size is 0 columns wide, and shows nothing.
    columns, rows = shutil.get_terminal_size()
    with tqdm(
        desc=name, total=due, bar_format=_BAR, file=sys.stderr, ncols=columns, nrows=rows
    ) as bar:

        def watch(report: Report) -> None:
            bar.set_postfix_str(_in_words(report), refresh=False)
            bar.update()

        log.to(_Above())
        try:
            yield watch
        finally:
            log.to(None)


class _Above(io.StringIO):
    """A stream that prints above the progress bar."""

    def flush(self) -> None:
        """Print the lines written since the last flush."""
        tqdm.write(self.getvalue(), file=sys.stderr, end="")
        self.seek(0)
        self.truncate()


def _in_words(report: Report) -> str:
    """Format the outcomes, such as `12 expired, 0 failed`."""
    counts = {**report.counts, "failed": report.failed}
    return ", ".join(f"{number} {outcome}" for outcome, number in counts.items())


if __name__ == "__main__":
    sys.exit(run_by_hand(sys.argv[1:]))
