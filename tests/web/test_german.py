"""The pages in German: every sentence has its German, gently said, and no English is left on a page."""

import re
import shutil
import subprocess
from gettext import GNUTranslations
from html import unescape
from pathlib import Path

import pytest
from django.template.defaultfilters import date as as_django_writes
from django.test import Client
from django.utils import translation
from django.utils.translation.template import templatize

from goodgrace.cases.helping import escalate
from goodgrace.cases.models import Decision
from goodgrace.people.models import Person
from goodgrace.web.days import FORMS, in_words
from goodgrace.web.said import UNITS
from tests.cases.stories import a_case, in_force
from tests.people import NOW, Cast
from tests.web.browsing import signed_in
from tests.web.catalogue import GERMAN, Entry, entries

PRODUCT = GERMAN.parents[4]
TEMPLATES = sorted(path for path in (PRODUCT / "web/templates").rglob("*") if path.suffix in (".html", ".txt"))
NEVER_SAID = re.compile(r"fehler|ungültig|verweigert|leider|!", re.IGNORECASE)
PLACES = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]+>|\{\w+\}")
KEYWORDS = """gettext_noop gettext_lazy ngettext_lazy:1,2 pgettext:1c,2 npgettext:1c,2,3 pgettext_lazy:1c,2
    npgettext_lazy:1c,2,3 sentence""".split()

CATALOGUE = entries(GERMAN.read_text(encoding="utf-8"))


def in_german(person: Person) -> Client:
    """Somebody signed in who speaks German."""
    person.language = "de"
    person.save()
    return signed_in(person)


def english_in(html: str, shortest: int = 1) -> list[str]:
    """Sentences of ours that stand on a page in English; where a policy's own words stand too, only longer ones tell."""
    told = re.sub(r'<button[^>]* lang="en">English</button>|<[^>]*>|\s+', " ", unescape(html))
    ours = [entry.sentence for entry in CATALOGUE if entry.said != [entry.sentence] and not entry.context]
    ours = [text for text in ours if not PLACES.search(text) and len(text.split()) >= shortest and text not in UNITS]
    return [text for text in ours if re.search(rf"(?<![\w“]){re.escape(text)}(?!\w)", told)]


def missing(wanted: list[Entry]) -> list[str]:
    here = {(entry.context, entry.sentence, entry.plural) for entry in CATALOGUE}
    return [entry.sentence for entry in wanted if (entry.context, entry.sentence, entry.plural) not in here]


def test_every_sentence_has_its_german() -> None:
    assert len(CATALOGUE) > 300
    assert not [entry.sentence for entry in CATALOGUE if "fuzzy" in entry.flags]
    assert not [entry.sentence for entry in CATALOGUE if not all(text.strip() for text in entry.said)]
    assert not [entry.sentence for entry in CATALOGUE if len(entry.said) != (2 if entry.plural else 1)]


def test_what_is_filled_in_and_marked_up_is_the_same_in_german() -> None:
    for entry in CATALOGUE:
        english = set(PLACES.findall(entry.plural or entry.sentence))
        assert set(PLACES.findall(entry.said[-1])) == english, entry.sentence
        assert set(PLACES.findall(entry.said[0])) <= english | set(PLACES.findall(entry.sentence)), entry.sentence


def test_german_is_as_gentle_as_english() -> None:
    assert not [text for entry in CATALOGUE for text in entry.said if NEVER_SAID.search(text)]
    assert not [text for entry in CATALOGUE for text in entry.said if re.search(r"\b(du|dich|dir|deine?)\b", text)]


def test_what_the_site_reads_says_the_same_as_the_catalogue() -> None:
    with GERMAN.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    again = "run msgfmt again: docs/how/translate.md"
    for entry in CATALOGUE:
        if entry.plural:
            read = [compiled.ngettext(entry.sentence, entry.plural, number) for number in (1, 2)]
        elif entry.context:
            read = [compiled.pgettext(entry.context, entry.sentence)]
        else:
            read = [compiled.gettext(entry.sentence)]
        assert read == entry.said, f"{entry.sentence}: {again}"


@pytest.mark.skipif(not shutil.which("xgettext"), reason="xgettext (Debian's package gettext) is not on this machine")
def test_every_sentence_of_the_pages_is_in_the_catalogue(tmp_path: Path) -> None:
    for path in [*PRODUCT.rglob("*.py"), *TEMPLATES]:
        copy = tmp_path / path.relative_to(PRODUCT).with_suffix(f"{path.suffix}.py")
        copy.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        copy.write_text(text if path.suffix == ".py" else templatize(text), encoding="utf-8")
    found = subprocess.run(
        ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-", "--no-wrap", "--files-from=-"]
        + [f"--keyword={keyword}" for keyword in KEYWORDS],
        input="\n".join(str(path) for path in tmp_path.rglob("*.py")),
        capture_output=True,
        text=True,
        check=True,
    )
    told = entries(found.stdout)
    assert len(told) > 300
    assert not missing(told), "run makemessages and translate: docs/how/translate.md"


def test_every_way_of_writing_a_day_is_one_that_german_knows() -> None:
    used = {form for path in TEMPLATES for form in re.findall(r'\|date:"([^"]+)"', path.read_text(encoding="utf-8"))}
    assert used - {"Y-m-d"} <= set(FORMS)


def test_a_day_is_written_as_each_language_writes_it() -> None:
    assert in_words(NOW, "l, j F, H:i") == as_django_writes(NOW, "l, j F, H:i") == "Tuesday, 24 November, 10:30"
    with translation.override("de"):
        assert in_words(NOW, "l, j F, H:i") == "Dienstag, 24. November, 10:30"


def test_signing_in_is_german_for_a_browser_that_asks_for_it(db: None, client: Client) -> None:
    html = client.get("/account/login/", headers={"Accept-Language": "de-AT,de;q=0.9,en;q=0.5"}).content.decode()
    assert '<html lang="de">' in html
    assert "Auf diesem Gerät angemeldet bleiben" in html
    assert not english_in(html)


def test_today_is_german(cast: Cast) -> None:
    in_force(cast)
    escalate(case=a_case(cast.mia), by=cast.mia, now=NOW)
    for person, told in {
        cast.bob: "Nichts wartet auf Sie",
        cast.tom: "Wartet auf Sie",
        cast.mia: "seit dem 24. November",
    }.items():
        html = in_german(person).get("/").content.decode()
        assert '<html lang="de">' in html
        assert f"Hallo {person.name}" in html
        assert told in html
        assert not english_in(html)


def test_the_desk_is_german_around_the_words_of_the_policy(cast: Cast) -> None:
    in_force(cast)
    case, client = a_case(cast.mia), in_german(cast.mia)
    html = client.get(f"/cases/{case.pk}/").content.decode()
    assert '<html lang="de">' in html
    assert "Sie dürfen bis zu <strong>186,50 EUR</strong> geben." in html
    assert "Dienstag, 24. November, 10:30" in html
    assert '<li class="above">Bereichsleitung: ' in html
    assert not english_in(html, shortest=2)


def test_an_amount_is_decided_as_a_german_page_writes_it(cast: Cast) -> None:
    in_force(cast)
    case, client = a_case(cast.mia), in_german(cast.mia)
    html = client.get(f"/cases/{case.pk}/").content.decode()
    form = html[html.index('value="free_repair"') :]
    sent = {name: re.search(rf'name="{name}"[^>]* value="([^"]*)"', form)[1] for name in ("key", "seen", "amount")}  # type: ignore[index]  # they are there
    assert sent["amount"] == "186,50"
    decided = {"policy": "warranty-tolerance", "remedy": "free_repair", "ground": "just_missed", **sent}
    assert client.post(f"/cases/{case.pk}/decide", decided, follow=True).status_code == 200
    assert Decision.objects.get().amount == 18650


def test_a_refusal_is_german_and_says_who_may(cast: Cast) -> None:
    answer = in_german(cast.mia).get("/ledger/")
    html = answer.content.decode()
    assert answer.status_code == 403
    assert '<html lang="de">' in html
    assert "Das ist Aufgabe von: Revision oder Administration. Ihre Rolle ist Kundenberatung." in html
    assert not english_in(html)


def test_every_room_is_german(cast: Cast) -> None:
    version = in_force(cast)
    case = a_case(cast.mia)
    rooms = {
        cast.mia: ("/cases/new", "/cases/", "/search/?q=C-1", "/search/?q=niemand", "/search/",
                   "/customers/", f"/customers/{case.customer_id}/", f"/customers/{case.customer_id}/needs/new"),
        cast.olga: ("/rulebook/", "/rulebook/new", f"/rulebook/{version.digest}/", "/honour/"),
        cast.finn: ("/ledger/", "/people/", "/people/new", f"/people/{cast.mia.pk}/", "/services/", "/services/new", "/teams/", "/tokens/", f"/customers/{case.customer_id}/forget", "/nowhere/", "/account/logout/"),
    }  # fmt: skip
    quoting = (f"/rulebook/{version.digest}/", "/ledger/")
    for person, addresses in rooms.items():
        client = in_german(person)
        for address in addresses:
            html = client.get(address).content.decode()
            assert '<html lang="de">' in html, address
            assert not english_in(html, shortest=2 if address in quoting else 1), address
