"""Playbooks on the rulebook's page: brought, looked at, published, read by everybody."""

from html import unescape

from django.utils import timezone

from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbooks_held_at
from tests.cases.stories import POLICIES
from tests.people import Cast
from tests.web.browsing import signed_in

CALLBACK = (POLICIES / "playbooks/callback.yaml").read_text(encoding="utf-8")
LOAN = (POLICIES / "playbooks/loan-interest-forgiven.yaml").read_text(encoding="utf-8")
FOREVER = """
playbook: forever
owner: leasing
moment: bereavement
may_start: [agent]
words: Come in.
steps:
  rest: {suspend: fees, for: 10 days}
"""


def test_a_playbook_is_brought_looked_at_published_and_read_by_everybody(cast: Cast) -> None:
    olga = signed_in(cast.olga)
    looked = olga.post("/rulebook/new", {"text": CALLBACK}).content.decode()
    assert "Nothing to mend" in looked
    assert "nobody is left alone" in looked
    page = olga.post("/rulebook/new", {"text": CALLBACK, "keep": "yes"}, follow=True)
    assert "Nobody can start it yet" in page.content.decode()
    (draft,) = PlaybookVersion.objects.all()
    address = f"/rulebook/playbooks/{draft.digest}/"
    assert "is published" in olga.post(f"{address}publish", follow=True).content.decode()
    assert [each.digest for each in playbooks_held_at(timezone.now())] == [draft.digest]
    mia = signed_in(cast.mia)
    assert draft.title in mia.get("/rulebook/").content.decode()
    assert "playbook: callback" in mia.get(address).content.decode()
    assert mia.get(f"{address}?download").content.decode() == CALLBACK


def test_a_playbook_with_something_to_mend_shows_the_way_it_goes(cast: Cast) -> None:
    looked = signed_in(cast.olga).post("/rulebook/new", {"text": FOREVER}).content.decode()
    assert "leaves somebody alone" in looked
    faults = signed_in(cast.olga).post("/rulebook/new", {"text": "playbook: x\nsteps: 3\n"})
    assert faults.status_code == 422


def test_whose_role_acts_as_what_is_asked_and_kept_where_the_playbook_names_others(cast: Cast) -> None:
    olga = signed_in(cast.olga)
    olga.post("/rulebook/new", {"text": LOAN, "keep": "yes"})
    (draft,) = PlaybookVersion.objects.all()
    address = f"/rulebook/playbooks/{draft.digest}/"
    refused = olga.post(f"{address}publish", {"begins": "2031-01-01"})
    assert refused.status_code == 409
    assert "Say which of them our roles act as" in refused.content.decode()
    assert "2031-01-01" in refused.content.decode()
    olga.post(f"{address}publish", {"acting.agent": "officer"})
    draft.refresh_from_db()
    assert draft.acting == {"agent": "officer"}


def test_a_playbook_is_read_aloud_in_both_languages(cast: Cast) -> None:
    olga = signed_in(cast.olga)
    olga.post("/rulebook/new", {"text": CALLBACK, "keep": "yes"})
    address = f"/rulebook/playbooks/{PlaybookVersion.objects.get().digest}/"
    html = unescape(olga.get(address).content.decode())
    assert "A call to the customer" in html
    assert "Where urgent: no; 1 day later; within 4 hours; between 09:00 and 18:00; not on Saturday, Sunday." in html
    cast.olga.language = "de"
    cast.olga.save()
    html = unescape(signed_in(cast.olga).get(address).content.decode())
    assert "Ein Anruf: die Kundin" in html
    assert "1 Tag später; innerhalb von 4 Stunden; zwischen 09:00 und 18:00 Uhr; nicht am Samstag, Sonntag." in html


COUNTED = """
playbook: counted
owner: desk
moment: complaint
may_start: [agent]
facts: {agreed: {type: number, unit: days, least: 1, most: 60}}
words: {de: Hallo.}
steps:
  fee: {title: Die Gebühr, waive: 1500}
  lease: {title: Der Vertrag, extend: 3, unit: months, what: der Vertrag}
  grace: {title: Die Tage, extend: agreed, unit: days, what: die Frist}
  flowers: {title: Blumen, gift: Blumen, costs: 80}
  talk: {title: Ein Gespräch, call: customer, between: 20:00 and 21:00, quiet_days: [monday, 12-24, 2026-12-31]}
"""


def test_every_number_of_a_playbook_is_read_aloud_in_german(cast: Cast) -> None:
    cast.olga.language = "de"
    cast.olga.save()
    olga = signed_in(cast.olga)
    olga.post("/rulebook/new", {"text": COUNTED, "keep": "yes"})
    html = unescape(olga.get(f"/rulebook/playbooks/{PlaybookVersion.objects.get().digest}/").content.decode())
    for said in (
        "Nicht berechnet: 1.500,00 EUR",
        "Verlängert um 3 Monate: der Vertrag",
        "Verlängert um so viele Tage, wie unter agreed gesagt ist: die Frist",
        "Ein Geschenk: Blumen, für 80,00 EUR",
        "zwischen 20:00 und 21:00 Uhr; nicht am Montag, 24. Dezember jedes Jahres, 31. Dezember 2026.",
    ):
        assert said in html
