"""A German colleague's day: from a story to a decision and every refusal on the way, and no English word on any page."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from goodgrace.cases.deciding import Wish, decide
from goodgrace.cases.helping import escalate
from goodgrace.cases.models import Case, Decision
from goodgrace.customers.models import Customer, Need
from goodgrace.people.models import Person
from goodgrace.rulebook.actions import draft, publish
from goodgrace.rulebook.models import Counter
from goodgrace.sentences import Sentence, sentence
from goodgrace.web.said import told
from tests.customers.acquaintances import a_need, ada
from tests.people import Cast
from tests.web.test_german import in_german

POLICY = Path(__file__).parent / "nach-der-garantie.yaml"
ENGLISH = re.compile(
    r"\b(the|you|your|this|that|these|is|are|may|not|no|yes|with|and|of|for|to|by|has|have|it|its|from|she|they|"
    r"what|who|when|which|more|than|at|be|been|would|could|nobody|somebody|everybody|ask|give|open|closed|days?|left|"
    r"used|within|least|most|limit|reason|policy|lead|manager|agent|advocate|colleague)\b",
    re.IGNORECASE,
)
SAID_ELSEWHERE = re.compile(
    r'<button[^>]* lang="en">.*?</button>|<style.*?</style>|<script.*?</script>|<head>.*?</head>', re.DOTALL
)
FACTS = {
    "fact.tage_danach": "3", "fact.reparatur": "186,50", "fact.nummer": "WM-1", "fact.eigene_schuld": "nein",
    "fact.braucht_es": "no", "fact.gekauft_am": "2024-11-21",
}  # fmt: skip


def english_on(html: str) -> list[str]:
    """English words that a person reads on a page, each with what stands around it."""
    text = " ".join(unescape(re.sub(r"<[^>]*>", " ", SAID_ELSEWHERE.sub(" ", html))).split())
    return [text[max(found.start() - 40, 0) : found.end() + 40] for found in ENGLISH.finditer(text)]


class Walk:
    """Somebody who speaks German, and complains about each English word."""

    def __init__(self, person: Person) -> None:
        self.client: Client = in_german(person)

    def sees(self, address: str, *wanted: str) -> str:
        """Come to a page that has these words in it."""
        return self._read(self.client.get(address, follow=True).content.decode(), address, wanted)

    def does(self, address: str, *wanted: str, **fields: object) -> str:
        """Send a form; the page that follows has these words in it."""
        sent = {name.replace("__", "."): value for name, value in fields.items()}
        return self._read(self.client.post(address, sent, follow=True).content.decode(), address, wanted)

    def _read(self, html: str, address: str, wanted: tuple[str, ...]) -> str:
        assert '<html lang="de">' in html
        assert not english_on(html), address
        text = " ".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
        missing = [words for words in wanted if words not in text]
        assert not missing, f"{address}: {missing} in {text}"
        return html


@pytest.fixture
def customer(cast: Cast) -> Customer:
    """A counter, the policy in German, and Ada."""
    Counter.objects.create(slug="repair", title="Reparatur")
    now = timezone.now()
    version = draft(text=POLICY.read_text(encoding="utf-8"), by=cast.olga, now=now)
    publish(version=version, by=cast.olga, now=now, counters=["repair"])
    return ada(cast)


def a_german_case(cast: Cast, customer: Customer) -> Case:
    """A case that a German colleague opened, with its facts."""
    walk = Walk(cast.mia)
    walk.does("/cases/new", customer=customer.reference, counter="repair", story="Die Maschine steht.")
    case = Case.objects.latest("pk")
    walk.does(f"/cases/{case.pk}/facts", **FACTS)
    return case


def wish(html: str, remedy: str, **more: object) -> dict[str, object]:
    """The form of a remedy, as the browser sends it."""
    part = html[html.index(f'value="{remedy}"') :]
    hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', part) for name in ("key", "seen")}
    return {
        "policy": "nach-der-garantie", "remedy": remedy,
        **{name: found[1] for name, found in hidden.items() if found}, **more,
    }  # fmt: skip


def test_from_a_story_to_a_decision(cast: Cast, customer: Customer) -> None:
    mia = Walk(cast.mia)
    mia.sees("/cases/new", "Ein neuer Fall")
    mia.does("/cases/new", "Diese Nummer gehört zu niemandem.", customer="C-9", counter="repair", story="Sie steht.")
    mia.does("/cases/new", customer=customer.reference, counter="repair", story="Die Maschine steht.")
    at = f"/cases/{Case.objects.get().pk}/"
    mia.sees(at, "Vor wie vielen Tagen endete die Garantie?", "Erst offen, wenn dies bekannt ist")
    html = mia.does(f"{at}facts", "186,50 EUR", "3 Tage", "21. November 2024", **FACTS)
    mia.does(f"{at}decide", "Entschieden", **wish(html, "kostenlos", amount="186,50"))
    decision = Decision.objects.get()
    assert decision.amount == 18650
    mia.sees(at, "Reparieren wie in der Garantie: 186,50 EUR")
    mia.does(f"/decisions/{decision.pk}/told")
    mia.does(f"/decisions/{decision.pk}/undo", "Die Kundin weiß es, also gilt es.")
    mia.sees("/")
    mia.sees("/cases/?whose=all&stand=all")
    mia.sees("/search/?q=lovelace", "Fall")
    mia.does(f"{at}close", "Beantworten Sie beides")
    mia.does(f"{at}close", solved="yes", cared_for="yes")
    mia.does(f"{at}story", "Dieser Fall ist abgeschlossen.", text="Noch etwas.", speaker="customer")
    mia.sees(at)


def test_how_a_limit_comes_about(cast: Cast, customer: Customer) -> None:
    case = a_german_case(cast, customer)
    at = f"/cases/{case.pk}/"
    mia, tom = Walk(cast.mia), Walk(cast.tom)
    mia.sees(
        at, "0 von 2 Mal genutzt je nummer (Zeitraum: 12 Monate).", "Noch 600,00 EUR je Kundin (Zeitraum: 12 Monate)."
    )
    mia.sees(at, "Noch 12.000,00 EUR aus dem Topf reparaturen (Zeitraum: 1 Monat).")
    mia.does(f"{at}facts", "Tage danach: 60 Tage über der Grenze; die Grenze ist 30 Tage.", fact__tage_danach="90")
    mia.sees(at, "Es bräuchte „braucht es“: ja.", "Teamleitung: 186,50 EUR")
    tom.sees(at)
    mia.does(f"{at}facts", "Bieten Sie stattdessen an: Den Antrag bei der Versicherung", fact__eigene_schuld="ja")
    Walk(cast.olga).sees("/rulebook/pools", "12.000,00 EUR", "1 Monat")


def test_what_cannot_be_read_is_said_in_german(cast: Cast, customer: Customer) -> None:
    case = a_german_case(cast, customer)
    at, mia = f"/cases/{case.pk}/", Walk(cast.mia)
    for name, typed, said in (
        ("tage_danach", "drei", "„drei“ ist keine einfache Zahl. Schreiben Sie eine ganze Zahl in Ziffern"),
        ("reparatur", "viel", "„viel“ ist keine einfache Zahl. Schreiben Sie sie wie 12,50"),
        ("tage_danach", "2,5", "ist keine ganze Zahl"),
        ("tage_danach", "-3", "Es ist mindestens 0."),
        ("reparatur", "1.234", "„1.234“ kann man auf zwei Arten lesen."),
        ("reparatur", "9" * 30, "das Größte, mit dem gerechnet wird"),
        ("eigene_schuld", "neun", "„neun“ ist keines von: nein, vielleicht, ja. Meinten Sie `nein`?"),
        ("gekauft_am", "gestern", "„gestern“ ist kein Datum."),
        ("braucht_es", "doch", "„doch“ ist weder ja noch nein."),
        ("farbe", "rot", "Keine Richtlinie an diesem Schalter fragt danach."),
    ):
        mia.does(f"{at}facts", said, **{f"fact.{name}": typed})
    mia.does(f"{at}story", "Es steht noch nichts darin.", text=" ", speaker="customer")


def test_what_is_refused_is_refused_in_german(cast: Cast, customer: Customer) -> None:
    case = a_german_case(cast, customer)
    at, mia, bob, tom = f"/cases/{case.pk}/", Walk(cast.mia), Walk(cast.bob), Walk(cast.tom)
    html = mia.sees(at)
    beyond = "Hier dürfen Sie bis zu 186,50 EUR geben, und 400,00 EUR ist mehr."
    mia.does(f"{at}decide", beyond, "So viel darf hier niemand", **wish(html, "kostenlos", amount="400"))
    week = "Hier dürfen Sie bis zu 7 Tage geben, und 9 Tage ist mehr."
    mia.does(f"{at}decide", week, **wish(html, "leihgeraet", amount="9"))
    mia.does(f"{at}decide", "Sagen Sie, wie viel.", **wish(html, "kostenlos", amount="0"))
    mia.does(f"{at}decide", "Das ist keine Menge davon.", **wish(html, "leihgeraet", amount="1,5"))
    mia.does(f"{at}decide", "ist kein Betrag", **wish(html, "kostenlos", amount="viel"))
    mia.does(f"{at}decide", "Ein Nein hat einen Grund", **wish(html, "kostenlos", no="yes", reason=""))
    mia.does(f"{at}decide", "kennt `nichts` nicht", **{**wish(html, "kostenlos", amount="5"), "remedy": "nichts"})
    bob.does(f"{at}story", text="Noch etwas.", speaker="customer")
    mia.does(f"{at}decide", "Jemand hat diesen Fall geändert", **wish(html, "kostenlos", amount="5"))
    html = mia.sees(at)
    mia.does(f"{at}decide", "Es gilt", **wish(html, "gutschein", no="yes", reason="Sie will keinen."))
    html = bob.sees(at, "Mia")
    bob.does(f"{at}decide", "Mia hat hier nein gesagt", **wish(html, "gutschein", amount="5"))
    html = mia.sees(at)
    mia.does(f"{at}decide", **wish(html, "kostenlos", amount="5"))
    given = Decision.objects.get(amount__gt=0)
    html = mia.sees(at)
    tom.does(f"/decisions/{given.pk}/overrule", "Wer etwas aufhebt, begründet es.", reason=" ")
    bob.does(f"/decisions/{given.pk}/undo", "Das hat Mia entschieden.")
    tom.does(f"/decisions/{given.pk}/overrule", "Aufgehoben", reason="Die Bank hat schon gezahlt.")
    tom.does(f"/decisions/{given.pk}/told", "Das ist schon aufgehoben.")
    mia.sees("/", "Die Bank hat schon gezahlt.")
    mia.sees("/honour/", "1 von 2 Entscheidungen")


def test_help_is_asked_for_and_given_in_german(cast: Cast, customer: Customer) -> None:
    case = a_german_case(cast, customer)
    at, mia, tom, ruth = f"/cases/{case.pk}/", Walk(cast.mia), Walk(cast.tom), Walk(cast.ruth)
    mia.does(f"{at}help", "Um Hilfe gebeten ist die Teamleitung")
    mia.does(f"{at}help", "Hilfe ist schon unterwegs")
    tom.sees("/", "Wartet auf Sie")
    (call,) = case.escalations.all()
    Walk(cast.ida).does(f"/calls/{call.pk}/accept", "Diese Bitte ist für die Teamleitung.")
    tom.does(f"/calls/{call.pk}/accept", "Der Fall liegt jetzt bei Ihnen.")
    ruth.does(f"/calls/{call.pk}/accept", "Das hat schon jemand übernommen.")
    tom.does(f"{at}help", advocate="yes")
    tom.does(f"{at}close", "Die Ombudsstelle wurde gerufen", solved="yes", cared_for="yes")
    Walk(cast.olga).sees(at, "Das ist Aufgabe von")
    mia.sees("/cases/999999/", "Diesen Fall gibt es nicht")


def test_her_page_and_what_helps_her_are_german(cast: Cast, customer: Customer) -> None:
    at, mia = f"/customers/{customer.pk}/", Walk(cast.mia)
    need = a_need(customer, cast.mia, support="Briefe in großer Schrift")
    Need.objects.filter(pk=need.pk).update(review_on=timezone.localdate() - timedelta(days=1))
    mia.sees("/", "Fragen, ob es noch hilft", "fällig seit dem")
    mia.does(f"{at}needs", "Briefe in großer Schrift", "Es hilft noch; wieder fragen am")
    Walk(cast.tom).does(f"{at}needs", "Was hilft, dürfen nur lesen: Kundenberatung oder Ombudsstelle.")
    mia.does(f"{at}needs/{need.pk}/review", "Wählen Sie einen kommenden Tag", review_on="2020-01-01")
    mia.does(f"{at}needs/new", "Sagen Sie, an welchem Tag", review_on="bald")
    asked = {
        "support": "Zeit",
        "basis": "consent",
        "reader": ["agent"],
        "review_on": "2090-01-01",
        "consent_how": "call",
    }
    mia.does(f"{at}needs/new", "Ein Ja zählt, wenn die Kundin weiß, wofür.", **asked)
    mia.does(f"{at}needs/new", "Notiert.", **{**asked, "explained": "yes"})
    mia.does(f"{at}needs/new", "Sagen Sie, wer es lesen darf", **{**asked, "explained": "yes", "reader": []})
    mia.sees(at)
    Walk(cast.ida).does(f"{at}forget", "Vergessen.")
    mia.sees(at, "vergessen")


def test_a_service_meets_its_caps_in_german(cast: Cast, customer: Customer) -> None:
    from django.utils import translation

    from goodgrace.errors import NotAllowed
    from goodgrace.people.actions import add_person, set_envelope
    from goodgrace.web.said import said

    case, now = a_german_case(cast, customer), timezone.now()
    bot = add_person(
        email="bot@example.org", name="Nachtdienst", role="agent", password=None, by=cast.finn, now=now, is_service=True
    )
    set_envelope(person=bot, most_per_decision=1_000, most_per_day=1_500, by=cast.finn, now=now)
    ask = Wish("nach-der-garantie", "kostenlos", Decimal(50), "key-of-the-bot")
    with pytest.raises(NotAllowed) as refused:
        decide(case=case, wish=ask, by=bot, now=now)
    with translation.override("de"):
        assert said(refused.value).startswith(
            "Nachtdienst darf allein bis zu 10,00 EUR auf einmal geben, und das kostet 50,00 EUR."
        )


def test_a_sentence_is_plain_english_to_whoever_does_not_care() -> None:
    said = sentence("{name} has {what}.", name="Mia", what=sentence("{many} cases", many=3))
    assert said == "Mia has 3 cases."
    assert isinstance(said, Sentence)
    assert told(said) == "Mia has 3 cases."


def test_english_is_noticed_where_it_stands() -> None:
    assert english_on("<p>Sie dürfen this geben.</p>")
    assert not english_on('<p>Sie dürfen dies geben.</p><button lang="en">English</button>')


def test_help_asked_while_nobody_looks_is_no_dead_end(cast: Cast, customer: Customer) -> None:
    case = a_german_case(cast, customer)
    escalate(case=case, by=cast.mia, now=timezone.now())
    Walk(cast.mia).sees(f"/cases/{case.pk}/", "Um Hilfe gebeten ist die Teamleitung")
