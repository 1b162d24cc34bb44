"""Content negotiation: the media type of an answer, by the Accept header (RFC 9110, 12.5.1)."""

from collections.abc import Mapping, Sequence

from werkzeug.http import parse_list_header, parse_options_header


def preferred_type(accept: str | None, offered: Sequence[str]) -> str:
    """Return which of the offered media types a caller prefers; the first when it has no choice.

    The most specific range that matches a type gives its weight. A range with a charset matches
    UTF-8 alone, which is what every answer is in; other parameters are ignored.
    """
    ranges = [parse_options_header(one) for one in parse_list_header(accept or "")]
    weights = {kind: _weight(kind, ranges) for kind in offered}
    best = max(offered, key=lambda kind: weights[kind])
    return best if weights[best] > 0 else offered[0]


def _weight(kind: str, ranges: Sequence[tuple[str, Mapping[str, str]]]) -> float:
    found = [
        (specific, _quality(parameters))
        for name, parameters in ranges
        for specific, pattern in enumerate(("*/*", f"{kind.partition('/')[0]}/*", kind))
        if name.lower() == pattern and parameters.get("charset", "utf-8").lower() == "utf-8"
    ]
    return max(found)[1] if found else 0.0


def _quality(parameters: Mapping[str, str]) -> float:
    try:
        return min(1.0, max(0.0, float(parameters.get("q", "1"))))
    except ValueError:
        return 1.0
