"""Deciding: inside the limit it is final at once; beyond it, it says who may; nobody undoes it quietly."""

from dataclasses import replace
from decimal import Decimal

import pytest

from goodgrace.cases.actions import add_turn, close_case, note_facts
from goodgrace.cases.afterwards import overrule, tell_customer, undo
from goodgrace.cases.deciding import decide, decide_together, say_no
from goodgrace.cases.gathering import Wanted
from goodgrace.cases.models import Decision, Overrule, Tally
from goodgrace.cases.sheets import sheets_of
from goodgrace.cases.words import overrule_text, reason_text
from goodgrace.customers.actions import forget_customer
from goodgrace.errors import InputError, Missing, NotAllowed, Refused
from goodgrace.ledger.models import Entry
from goodgrace.people.models import Person, Site, Team
from goodgrace.rulebook.actions import draft, publish
from tests.cases.stories import a_case, a_customer, a_wish, in_force, later
from tests.makers import policy_text
from tests.people import NOW, Cast


def test_ada_three_days_out_is_decided_by_the_agent_in_front_of_her(cast: Cast) -> None:
    version = in_force(cast)
    case = a_case(cast.mia)
    decision = decide(case=case, wish=a_wish(grounds=("just_missed",), reason="Three days."), by=cast.mia, now=NOW)
    assert (decision.amount, decision.cost, decision.role) == (18650, 18650, "agent")
    assert (decision.version, decision.by, decision.told_at) == (version, cast.mia, None)
    assert reason_text(decision, case.customer) == "Three days."
    entry = Entry.objects.latest("id")
    assert (entry.what, entry.policy, entry.data["amount"]) == ("decided", version.mark, "186.50")
    assert "Three days" not in str(entry.data)


def test_beyond_the_limit_it_names_who_may(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, repair_cost="420")
    with pytest.raises(NotAllowed, match=r"up to 250\.00 EUR.*420\.00 EUR is more\. A lead may give it"):
        decide(case=case, wish=a_wish("420"), by=cast.mia, now=NOW)
    assert not Decision.objects.exists()
    assert decide(case=case, wish=a_wish("420"), by=cast.tom, now=NOW).role == "lead"


@pytest.mark.parametrize("who", ["olga", "ida", "max", "finn"])
def test_who_is_on_no_ladder_decides_nothing(cast: Cast, who: str) -> None:
    in_force(cast)
    with pytest.raises(NotAllowed):
        decide(case=a_case(cast.mia), wish=a_wish("5"), by=getattr(cast, who), now=NOW)


def test_a_case_gets_no_more_in_two_steps_than_in_one(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, repair_cost="240")
    decide(case=case, wish=a_wish("150"), by=cast.mia, now=NOW)
    with pytest.raises(NotAllowed, match=r"up to 90\.00 EUR"):
        decide(case=case, wish=a_wish("90.01"), by=cast.bob, now=NOW)
    assert decide(case=case, wish=a_wish("90"), by=cast.bob, now=NOW).amount == 9000


def test_caps_count_what_was_given_before(cast: Cast) -> None:
    in_force(cast)
    ada = a_customer()
    for serial, day in (("WM-1", 0), ("WM-2", 1), ("WM-3", 2)):
        case = a_case(cast.mia, ada, repair_cost="240", appliance=serial, now=later(days=day))
        left = sheets_of(case, cast.mia, later(days=day))[0].sheet.may("free_repair", "agent")
        assert left == (240, 240, 120)[day]
        decide(case=case, wish=a_wish(left), by=cast.mia, now=later(days=day))
    case = a_case(cast.mia, ada, appliance="WM-4", now=later(days=3))
    with pytest.raises(NotAllowed, match=r"not open to you here.*A manager may give it"):
        decide(case=case, wish=a_wish("10"), by=cast.tom, now=later(days=3))


def test_an_identity_of_the_thing_itself_is_counted_over_its_owners(cast: Cast) -> None:
    in_force(cast)
    for _ in range(2):
        decide(case=a_case(cast.mia, appliance="WM-7"), wish=a_wish("50"), by=cast.mia, now=NOW)
    third = a_case(cast.mia, appliance="WM-7")
    assert sheets_of(third, cast.mia, NOW)[0].sheet.may("free_repair", "lead") == 0
    assert sheets_of(third, cast.mia, NOW)[0].sheet.may("free_repair", "manager") == Decimal("186.50")


def test_a_pool_burns_down_and_other_policies_see_it(cast: Cast) -> None:
    in_force(cast)
    decide(case=a_case(cast.mia), wish=a_wish("100"), by=cast.mia, now=NOW)
    assert list(Tally.objects.filter(kind="pool").values_list("name", "cost")) == [("repair-desk", 10000)]
    (cap,) = [c for c in sheets_of(a_case(cast.mia), cast.mia, NOW)[0].sheet.remedies["free_repair"].caps if c.cap.pool]
    assert cap.left == 1_190_000


def test_the_same_key_decides_once(cast: Cast) -> None:
    in_force(cast)
    case, wish = a_case(cast.mia), a_wish("100")
    first = decide(case=case, wish=wish, by=cast.mia, now=NOW)
    assert decide(case=case, wish=wish, by=cast.mia, now=later(minutes=5)) == first
    with pytest.raises(Refused, match="something else"):
        decide(case=case, wish=a_wish("90", key=wish.key), by=cast.mia, now=NOW)
    assert Decision.objects.count() == 1


def test_a_key_stands_for_the_whole_of_what_was_asked(cast: Cast) -> None:
    in_force(cast)
    case, wish = a_case(cast.mia), a_wish("100", grounds=("just_missed",), reason="Three days out.")
    first = decide(case=case, wish=wish, by=cast.mia, now=NOW)
    assert decide(case=case, wish=wish, by=cast.mia, now=NOW) == first
    for other in ({"reason": "Another reason."}, {"grounds": ()}):
        with pytest.raises(Refused, match="something else"):
            decide(case=case, wish=replace(wish, **other), by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="something else"):
        say_no(case=case, wish=wish, by=cast.mia, now=NOW)
    refused = a_case(cast.mia)
    no = a_wish("0", reason="It runs.")
    say_no(case=refused, wish=no, by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="something else"):
        decide(case=refused, wish=replace(no, amount=Decimal(50)), by=cast.mia, now=NOW)


def test_a_key_sent_again_in_one_go_is_the_same_however_its_reason_is_spaced(cast: Cast) -> None:
    in_force(cast)
    number, wish = a_case(cast.mia).pk, a_wish("100", reason="Three days out. ")
    spaced = [Wanted(number, each, cast.mia) for each in (wish, replace(wish, reason="Three days out."))]
    first, again = decide_together(asked=spaced, now=NOW)
    assert not isinstance(first, Exception)
    assert again == first


def test_an_old_page_decides_nothing(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    add_turn(case=case, speaker="customer", text="I found the receipt.", by=cast.bob, now=NOW)
    with pytest.raises(Refused, match="changed this case while you were looking"):
        decide(case=case, wish=a_wish(seen=case.revision), by=cast.mia, now=NOW)
    assert decide(case=case, wish=a_wish(seen=case.revision + 1), by=cast.mia, now=NOW)


def test_a_case_is_decided_by_the_version_in_force_at_its_moment(cast: Cast) -> None:
    first = in_force(cast)
    case = a_case(cast.mia)
    assert decide(case=case, wish=a_wish("10"), by=cast.mia, now=NOW).version == first
    text = first.text.replace("version: 1", "version: 2").replace("days_out <= 2,", "days_out <= 4,")
    text = text.replace(
        "{standard: 0, agent: 186.50, lead: 186.50, manager: 186.50}", "{standard: 186.50, agent: 186.50}"
    )
    second = publish(
        version=draft(text=text, by=cast.olga, now=NOW),
        by=cast.olga,
        now=NOW,
        in_force_from=later(days=1),
        counters=["repair"],
    )
    assert decide(case=case, wish=a_wish("10"), by=cast.mia, now=later(hours=1)).version == first
    assert decide(case=case, wish=a_wish("166.50"), by=cast.mia, now=later(days=1)).version == second


def test_less_than_everybody_gets_has_a_reason(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia, days_out="2")
    with pytest.raises(Refused, match=r"everybody gets 186\.50 EUR\. Give that, or write down why it is less here"):
        decide(case=case, wish=a_wish("0.01"), by=cast.mia, now=NOW)
    decide(case=case, wish=a_wish("100", reason="She pays for the pump herself."), by=cast.mia, now=NOW)
    assert decide(case=case, wish=a_wish("86.50"), by=cast.mia, now=NOW).stands


def test_a_reasoned_no_is_kept_and_one_without_a_reason_is_not(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    with pytest.raises(Refused, match="A no has a reason"):
        say_no(case=case, wish=a_wish("0"), by=cast.mia, now=NOW)
    no = say_no(case=case, wish=a_wish("0", reason="The plug was pulled; it runs."), by=cast.mia, now=NOW)
    assert (no.amount, reason_text(no, case.customer)) == (0, "The plug was pulled; it runs.")


def test_a_slip_is_taken_back_within_a_minute_by_whom_it_happened_to(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    slip = decide(case=case, wish=a_wish("100"), by=cast.mia, now=NOW)
    with pytest.raises(NotAllowed, match="Mia decided this"):
        undo(decision=slip, by=cast.tom, now=later(seconds=5))
    assert undo(decision=slip, by=cast.mia, now=later(seconds=60)).undone_at
    late = decide(case=case, wish=a_wish("186.50"), by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="for a minute"):
        undo(decision=late, by=cast.mia, now=later(seconds=61))


def test_what_the_customer_was_told_stands(cast: Cast) -> None:
    in_force(cast)
    decision = decide(case=a_case(cast.mia), wish=a_wish("100"), by=cast.mia, now=NOW)
    tell_customer(decision=decision, by=cast.mia, now=later(seconds=10))
    with pytest.raises(Refused, match="never less"):
        undo(decision=decision, by=cast.mia, now=later(seconds=20))
    with pytest.raises(Refused, match="taking it back is not"):
        overrule(decision=decision, by=cast.tom, reason="Too much.", now=later(hours=1))


def test_an_overrule_needs_a_role_above_and_a_reason(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    decision = decide(case=case, wish=a_wish("100"), by=cast.mia, now=NOW)
    with pytest.raises(NotAllowed):
        overrule(decision=decision, by=cast.bob, reason="I would not.", now=NOW)
    with pytest.raises(Refused, match="needs a reason"):
        overrule(decision=decision, by=cast.tom, reason="  ", now=NOW)
    assert overrule(decision=decision, by=cast.tom, reason="The part is recalled: it is free anyway.", now=NOW)
    with pytest.raises(Refused, match="overruled already"):
        tell_customer(decision=decision, by=cast.mia, now=NOW)
    assert sheets_of(case, cast.mia, NOW)[0].sheet.may("free_repair", "agent") == Decimal("186.50")


def test_nobody_overrules_a_decision_of_their_own(cast: Cast) -> None:
    in_force(cast)
    decision = decide(case=a_case(cast.tom), wish=a_wish("100"), by=cast.tom, now=NOW)
    with pytest.raises(NotAllowed, match="never one's own"):
        overrule(decision=decision, by=cast.tom, reason="I changed my mind.", now=NOW)


@pytest.mark.parametrize("amount", ["-1", "1.001", "NaN", "Infinity", "0"])
def test_what_is_no_amount_is_told_so(cast: Cast, amount: str) -> None:
    in_force(cast)
    with pytest.raises(InputError):
        decide(case=a_case(cast.mia), wish=a_wish(amount), by=cast.mia, now=NOW)


def test_what_does_not_exist_or_hold_here_is_missing(cast: Cast) -> None:
    in_force(cast)
    in_force(cast, "late-return", counters=("rental",))
    case = a_case(cast.mia)
    for wish in (a_wish(remedy="gold"), a_wish(policy="nowhere"), a_wish(policy="late-return", remedy="waive_fee")):
        with pytest.raises(Missing):
            decide(case=case, wish=wish, by=cast.mia, now=NOW)


def test_a_closed_case_is_not_decided(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    close_case(case=case, solved=True, cared_for=True, by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="closed"):
        decide(case=case, wish=a_wish("5"), by=cast.mia, now=NOW)


def test_a_no_is_honoured_until_somebody_above_overrules_it(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    no = say_no(case=case, wish=a_wish("0", reason="The plug was pulled."), by=cast.tom, now=NOW)
    with pytest.raises(Refused, match="Tom said no to this here"):
        decide(case=case, wish=a_wish("186.50"), by=cast.bob, now=NOW)
    overrule(decision=no, by=cast.ruth, reason="It was our plug.", now=NOW)
    assert decide(case=case, wish=a_wish("186.50"), by=cast.bob, now=NOW)


def test_whoever_said_no_may_think_again(cast: Cast) -> None:
    in_force(cast)
    case = a_case(cast.mia)
    say_no(case=case, wish=a_wish("0", reason="Not now."), by=cast.mia, now=NOW)
    assert decide(case=case, wish=a_wish("50"), by=cast.mia, now=NOW)


@pytest.mark.parametrize(("remedy", "facts"), [("free_repair", {"days_out": "1"}), ("call_an_advocate", {})])
def test_what_everybody_gets_cannot_be_refused(cast: Cast, remedy: str, facts: dict[str, str]) -> None:
    in_force(cast)
    with pytest.raises(Refused, match="everybody gets this"):
        say_no(case=a_case(cast.mia, **facts), wish=a_wish("0", remedy=remedy, reason="No."), by=cast.mia, now=NOW)


def test_sending_what_was_taken_back_again_decides_nothing(cast: Cast) -> None:
    in_force(cast)
    case, wish = a_case(cast.mia), a_wish("50")
    undo(decision=decide(case=case, wish=wish, by=cast.mia, now=NOW), by=cast.mia, now=NOW)
    with pytest.raises(Refused, match="does not stand"):
        decide(case=case, wish=wish, by=cast.mia, now=NOW)


def test_a_no_sent_twice_is_one_no(cast: Cast) -> None:
    in_force(cast)
    case, wish = a_case(cast.mia), a_wish("186.50", reason="No.")
    assert say_no(case=case, wish=wish, by=cast.mia, now=NOW) == say_no(case=case, wish=wish, by=cast.mia, now=NOW)


def test_what_is_given_where_it_is_tomorrow_already_counts_today(cast: Cast) -> None:
    in_force(cast)
    auckland = Site.objects.create(name="Auckland", time_zone="Pacific/Auckland")
    Person.objects.filter(pk=cast.bob.pk).update(team=Team.objects.create(name="Far away", site=auckland))
    bob, moment = Person.objects.get(pk=cast.bob.pk), NOW.replace(hour=13)
    ada = a_customer()
    decide(case=a_case(bob, ada, repair_cost="240", now=moment), wish=a_wish("240"), by=bob, now=moment)
    opened = sheets_of(a_case(cast.mia, ada, repair_cost="240", now=moment), cast.mia, moment)[0]
    left = {cap.cap.pool or cap.cap.per: cap.used for cap in opened.sheet.remedies["free_repair"].caps}
    assert (left["customer"], left["repair-desk"]) == (24000, 24000)


def test_a_cap_beyond_the_standard_is_not_used_up_by_the_standard(cast: Cast) -> None:
    text = policy_text(
        "gift: {gives: money, standard: [{give: 100}], discretion: {agent: [{up_to: 150}]}, caps: [{per: customer, amount: 200}]}"
    )
    publish(version=draft(text=text, by=cast.olga, now=NOW), by=cast.olga, now=NOW)
    case = a_case(cast.mia, days_out="", repair_cost="", own_fault="", appliance="")
    decide(case=case, wish=a_wish("100", policy="made", remedy="gift"), by=cast.mia, now=NOW)
    assert decide(case=case, wish=a_wish("50", policy="made", remedy="gift"), by=cast.mia, now=NOW)


def test_why_it_was_overruled_goes_with_the_customer(cast: Cast) -> None:
    in_force(cast)
    decision = decide(case=a_case(cast.mia), wish=a_wish("100"), by=cast.mia, now=NOW)
    found = overrule(decision=decision, by=cast.tom, reason="Her insurance paid.", now=NOW)
    assert overrule_text(found) == "Her insurance paid."
    forget_customer(customer=decision.customer, by=cast.finn, now=NOW)
    found = Overrule.objects.get()
    assert "insurance" not in overrule_text(found)


@pytest.mark.parametrize("how", ["record", "my husband died"])
def test_a_fact_is_asked_told_or_guessed_and_nothing_else(cast: Cast, how: str) -> None:
    in_force(cast)
    with pytest.raises(InputError, match="asked, told or guessed"):
        note_facts(case=a_case(cast.mia), facts={"days_out": "3"}, how={"days_out": how}, by=cast.mia, now=NOW)
