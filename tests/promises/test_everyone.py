"""A playbook for many at once: looked at first, begun by one press for those it means, and for nobody twice."""

from html import unescape

import pytest

from goodgrace.customers.actions import forget_customer, note_fact
from goodgrace.customers.models import Customer
from goodgrace.customers.queries import told_of_many
from goodgrace.errors import NotAllowed, Refused
from goodgrace.promises.everyone import foresee_for_many, start_for_many
from goodgrace.promises.models import Promise
from goodgrace.rulebook.models import PlaybookVersion
from goodgrace.rulebook.planned import playbook_of
from goodgrace.rulebook.playbooks import draft_playbook, publish_playbook
from tests.api.calling import program_of
from tests.cases.stories import POLICIES, a_customer
from tests.people import NOW, Cast
from tests.promises.keeping import a_playbook
from tests.web.browsing import signed_in


@pytest.fixture
def flood(cast: Cast) -> PlaybookVersion:
    """The playbook in force; Ada and Bea live where it happened, Cleo does not, of Dora it is said in no way we can read."""
    text = (POLICIES / "playbooks/disaster-area.yaml").read_text(encoding="utf-8")
    version = publish_playbook(version=draft_playbook(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    for reference, told in (("A", "yes"), ("B", "yes"), ("C", "no"), ("D", "perhaps")):
        living(a_customer(reference), told, cast)
    note_fact(customer=customer("B"), name="has_payments", value="no", source="billing", by=cast.mia, now=NOW)
    a_customer("E")
    return version


def living(who: Customer, told: str, cast: Cast) -> None:
    note_fact(customer=who, name="in_the_area", value=told, source="operations", by=cast.mia, now=NOW)


def customer(reference: str) -> Customer:
    return Customer.objects.get(reference=reference)


def test_a_look_says_who_and_what_each_gets_and_begins_nothing(cast: Cast, flood: PlaybookVersion) -> None:
    among = list(told_of_many(["in_the_area"]))
    seen = foresee_for_many(playbook=playbook_of(flood), digest=flood.digest, among=among, by=cast.ruth, now=NOW)
    assert [each.customer.reference for each in seen.meant] == ["A", "B"]
    assert "Payments rest for thirty days" in seen.meant[0].steps
    assert seen.not_for == 1
    assert [who.reference for who, _ in seen.unclear] == ["D"]
    assert Promise.objects.count() == 0


def test_one_press_begins_it_for_those_it_means_and_for_nobody_twice(cast: Cast, flood: PlaybookVersion) -> None:
    ruth = signed_in(cast.ruth)
    told = unescape(ruth.get("/promises/many?playbook=disaster-area").content.decode())
    assert "It would begin for 2 customers. Nothing has begun yet." in told
    assert "Begin it for 2 customers now" in told
    assert "1 customer to look at first" in told
    assert Promise.objects.count() == 0
    for _press in range(2):
        page = unescape(ruth.post("/promises/many", {"playbook": "disaster-area"}, follow=True).content.decode())
    assert "2 customers have it already" in page
    assert sorted(Promise.objects.values_list("customer__reference", flat=True)) == ["A", "B"]
    living(customer("E"), "yes", cast)
    ruth.post("/promises/many", {"playbook": "disaster-area"})
    assert Promise.objects.count() == 3


def test_the_rest_waits_for_the_next_press(cast: Cast, flood: PlaybookVersion) -> None:
    def press() -> tuple[int, bool]:
        among = told_of_many(["in_the_area"], at_once=1)
        came = start_for_many(
            playbook=playbook_of(flood), digest=flood.digest, among=among, by=cast.ruth, now=NOW, most=1
        )
        return len(came.made), came.is_all

    assert [press(), press(), press()] == [(1, False), (1, True), (0, True)], (
        "the others are not meant, or it is unclear"
    )
    assert Promise.objects.count() == 2


def test_whoever_was_forgotten_is_not_among_them(cast: Cast, flood: PlaybookVersion) -> None:
    forget_customer(customer=customer("A"), by=cast.finn, now=NOW)
    assert [who.reference for who, _ in told_of_many(["in_the_area"])] == ["B", "C", "D"]


def test_only_who_may_begin_it_looks_and_begins(cast: Cast, flood: PlaybookVersion) -> None:
    for act in (foresee_for_many, start_for_many):
        for person in (cast.mia, cast.olga):
            with pytest.raises(NotAllowed):
                act(playbook=playbook_of(flood), digest=flood.digest, among=[], by=person, now=NOW)
        with pytest.raises(Refused, match="one customer at a time"):
            act(playbook=a_playbook(), digest="", among=[], by=cast.mia, now=NOW)
    assert signed_in(cast.mia).get("/promises/many?playbook=disaster-area").status_code == 403
    assert signed_in(cast.mia).post("/promises/many", {"playbook": "disaster-area"}).status_code == 403
    assert "Ask your lead or your manager" in signed_in(cast.mia).get("/promises/many").content.decode()


def test_programs_look_unless_they_say_otherwise(cast: Cast, flood: PlaybookVersion) -> None:
    ruth, at = program_of(cast.ruth), "/api/playbooks/disaster-area/everyone"
    told = ruth.post(at, {})
    assert (told["written"], told["begun"], told["left_alone"], list(told["unclear"])) == (False, 2, 1, ["D"])
    assert Promise.objects.count() == 0
    assert ruth.post(at, {"dry_run": False})["begun"] == 2
    told = ruth.post(at, {"dry_run": False})
    assert (told["begun"], told["left_alone"], told["is_all"]) == (0, 3, True)
    program_of(cast.mia).post(at, {"dry_run": False}, 403)
    ruth.post("/api/playbooks/no-such/everyone", {}, 404)
