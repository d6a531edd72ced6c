"""A death is reported: one press on the moment at the desk, and the fees rest in the billing service's own books."""

import re
import sqlite3
from contextlib import closing
from html import unescape
from pathlib import Path
from random import Random

from django.test import Client
from django.utils import timezone

from goodgrace.cases.actions import note_facts, open_case
from goodgrace.demo.billing.beside import beside
from goodgrace.demo.stories import HANNA
from goodgrace.promises.keeping import Keeper
from goodgrace.promises.outside.channels import channels
from goodgrace.promises.outside.connections import connections_of
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.cases.stories import POLICIES, a_customer, in_force
from tests.demo.test_beside import SECRET, connected
from tests.people import NOW, Cast
from tests.promises.test_keeping import until_idle
from tests.web.browsing import signed_in

BEGIN = r'<form[^>]* action="([^"]+/promises/new/bereavement-lease)">(.*?)</form>'


def test_one_press_at_the_desk_suspends_at_billing_and_the_family_has_two_ways(cast: Cast, tmp_path: Path) -> None:
    text = (POLICIES / "playbooks/bereavement-lease.yaml").read_text(encoding="utf-8")
    publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    in_force(cast, "bereavement-lease")
    story = [("customer", HANNA)]
    case = open_case(customer=a_customer(), counter="repair", story=story, by=cast.mia, now=NOW)
    mia = signed_in(cast.mia)
    at = f"/cases/{case.pk}/"
    assert not re.search(BEGIN, mia.get(at).content.decode(), re.DOTALL), "what it asks for is not known yet"
    known = {"lessee_died": "yes", "transfer_fee": "250"}
    note_facts(case=case, facts=known, how={"lessee_died": "told"}, by=cast.mia, now=timezone.now())
    form = re.search(BEGIN, mia.get(at).content.decode(), re.DOTALL)
    assert form
    with beside(tmp_path / "billing.sqlite3", SECRET) as address:
        promised = mia.post(form[1], dict(re.findall(r'name="(fact[^"]+)" value="([^"]*)"', form[2])))
        ways = channels(connections_of(connected(address), {}), timezone.now)
        until_idle(Keeper("w", timezone.now, Random(1), ways))
    with closing(sqlite3.connect(tmp_path / "billing.sqlite3")) as books:
        assert books.execute("SELECT kind, customer FROM acts").fetchall() == [("suspend", case.customer.reference)] * 2
    assert not re.search(BEGIN, mia.get(at).content.decode(), re.DOTALL), "it is not begun twice"
    shown = mia.post(f"{promised['Location']}links", {"days": "30"}).content.decode()
    link = re.search(r'<code class="secret">http://testserver(/family/[^<]+)</code>', shown)
    assert link
    family = unescape(Client().get(link[1]).content.decode())
    assert "We collect the car where it stands" in family
    assert "Somebody in the family keeps the car" in family
