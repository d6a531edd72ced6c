"""Names put out of a text, with the extra `pii` and without it."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from goodgrace.listening.names import is_here, redact_names
from goodgrace.listening.redacting import redact

with_pii = pytest.mark.skipif(not is_here(), reason="the extra pii is not installed (make test-extras)")
quiet = pytest.mark.filterwarnings("default")  # spaCy and Presidio warn of each other's ways
TOLD = "Mr. John Smith of the Springfield branch, john@example.org, has my card 4111 1111 1111 1111."


@with_pii
@quiet
def test_names_and_places_go_with_all_that_forms_know() -> None:
    text = redact_names(TOLD).text
    assert "Smith" not in text
    assert "[email], has my card [card number]." in text
    assert "[name]" in text


@with_pii
@quiet
@pytest.mark.parametrize(
    "text",
    ["", "\ud83d alone, said John Smith. \U0001f469\u200d\U0001f467", "Say it, John Smith. " * 6000, "x" * 120_000],
)
def test_any_text_can_be_read_and_places_hold(text: str) -> None:
    found = redact_names(text)
    assert all(0 <= each.start < each.end <= len(text) for each in found.hidden)
    assert "Smith" not in found.text
    assert found.raw == text


@with_pii
@quiet
def test_the_report_says_that_names_were_put_out(tmp_path: Path) -> None:
    from goodgrace.cli import main

    (tmp_path / "m.csv").write_text(
        'Message\n"Mr. John Smith told me that my mother died on Sunday."\n', encoding="utf-8"
    )
    page = tmp_path / "r.html"
    sys_argv, sys.argv = (
        sys.argv,
        ["goodgrace", "listen", str(tmp_path / "m.csv"), "--text", "Message", "--html", str(page), "--hide-names"],
    )
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = sys_argv
    assert not ended.value.code
    told = page.read_text(encoding="utf-8")
    assert "[name]" in told
    assert "Smith" not in told
    assert "by a small model, which misses some" in told


@pytest.mark.skipif(find_spec("presidio_analyzer") is not None, reason="the extra pii is installed here")
def test_without_the_extra_forms_alone_are_put_out() -> None:
    assert not is_here()
    assert redact_names(TOLD) == redact(TOLD)
