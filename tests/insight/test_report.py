"""The report stands on its own, says what was found in sentences, and never runs what it is handed."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

from goodgrace.insight.find import find
from goodgrace.insight.report import report
from goodgrace.policy.reading import read_text
from tests.insight.histories import LATE, late, write_csv
from tests.insight.test_find import full

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """Reads a page: its tags in order, whether they close, its attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += f"{data} "


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A report over a few cases, one of which nobody can decide."""
    folder = tmp_path_factory.mktemp("report")
    rows = [full("1.25", "24"), full("1.5", "24"), full("9", "1200.5"), {**full("90"), "times": "9"}, {"hours": "2"}]
    finding = find(late(), write_csv(folder / "cases.csv", rows))
    return report(finding, late(), "cases.csv", note="This history is simulated.")


def test_the_report_is_one_page_that_loads_nothing(html: str) -> None:
    page = Page(html)
    assert html.startswith("<!doctype html>")
    assert "http:" not in html
    assert "https:" not in html
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on") or name in ("src", "srcset", "href")]
    assert "@import" not in html


def test_the_report_is_well_formed(html: str) -> None:
    page = Page(html)
    assert (page.wrong, page.open) == ([], [])
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    named = [value for name, values in page.attributes if name == "aria-labelledby" for value in (values or "").split()]
    assert set(named) <= set(ids)
    assert page.tags.count("h1") == 1
    assert ("lang", "en") in page.attributes


def test_every_chart_has_a_title_a_description_a_sentence_and_a_table(html: str) -> None:
    page = Page(html)
    charts = page.tags.count("figure")
    assert charts > 0
    assert page.tags.count("svg") == 2 * charts
    assert page.tags.count("desc") == 2 * charts
    assert page.tags.count("figcaption") == page.tags.count("details") == page.tags.count("table") == charts
    assert "#a1000" not in html


def test_the_report_says_what_it_found_in_sentences(html: str) -> None:
    text = " ".join(Page(html).text.split())
    assert "We read 5 past cases from cases.csv" in text
    assert "This history is simulated." in text
    assert (
        "2 cases came within 0.5 hours after the limit of 1 hour. Helping them would have cost 48.00 EUR, 24.00 EUR each."
        in text
    )
    assert "1,200.50 EUR" in text
    assert "1 cases could not be decided" not in text
    assert "1 of 5 cases could not be decided" in text
    assert "!" not in text


def test_the_report_says_truly_what_is_rounded(html: str) -> None:
    text = " ".join(Page(html).text.split())
    assert "nothing rounded" not in text
    assert "what a remedy costs is rounded up, case by case" in text


@pytest.mark.slow
def test_html_in_a_column_or_a_policy_is_shown_and_not_run(tmp_path: Path) -> None:
    evil = "<script>alert(1)</script><b>"
    policy = read_text(
        LATE.replace("title: Late returns", f"title: '{evil}'")
        .replace("traffic", f"'{evil}'")
        .replace("unit: h,", f"unit: '{evil}',")
    )
    rows = [{**full("1.5"), "cause": evil}, {**full("80"), "cause": evil, "times": "9", "years": "999"}]
    finding = find(policy, write_csv(tmp_path / "cases.csv", rows))
    page = report(finding, policy, f"{evil}.csv", note=evil)
    assert "<script" not in page
    assert "<b>" not in page
    assert "&lt;script&gt;" in page


def test_a_history_in_which_nothing_can_be_decided_says_so(tmp_path: Path) -> None:
    finding = find(late(), write_csv(tmp_path / "cases.csv", [{"hours": "2"}], ("hours", "note")))
    text = " ".join(Page(report(finding, late(), "cases.csv")).text.split())
    assert "Nothing can be said, because no case could be decided." in text
    assert "1 case could not be decided without “fee”: the table has no column for it." in text


def test_where_a_colleague_may_give_as_much_already_the_report_says_so(tmp_path: Path) -> None:
    policy = read_text(
        "policy: small\nroles: [agent]\nfacts:\n  hours: {type: number, places: 1, least: 0}\n"
        "  fee: {type: money, least: 0}\nremedies:\n  waive:\n    gives: money\n    at_most: fee\n"
        "    standard: [{when: hours <= 1, give: fee}]\n    discretion: {agent: [{up_to: 25}]}\n"
    )
    rows = [{"hours": "1.5", "fee": "24"}, {"hours": "1.5", "fee": "20"}, {"hours": "1.5", "fee": "90"}]
    finding = find(policy, write_csv(tmp_path / "cases.csv", rows))
    (edge,) = finding.as_json()["edges"]
    assert (edge["curve"][-1]["cases"], edge["curve"][-1]["beyond"]) == (3, 1)
    text = " ".join(Page(report(finding, policy, "cases.csv")).text.split())
    assert "In 2 of them a colleague may already give as much; in 1 nobody may." in text
