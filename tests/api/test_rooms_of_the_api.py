"""Customers, the rulebook and the ledger through the API, page by page."""

from goodgrace.ledger.models import Entry
from goodgrace.rulebook.models import Counter, Version
from tests.api.calling import Program, program_of
from tests.cases.stories import POLICIES, a_case, a_customer, in_force
from tests.people import Cast


def test_a_customer_is_added_once_found_and_told_of(cast: Cast, mia: Program) -> None:
    sent = {"reference": "C-1", "name": "Ada Byron", "email": "ada@example.org", "phone": "+351 21 0", "language": "pt"}
    sent["address"] = "Rua Nova 3\n1200 Lisboa"
    assert mia.post("/api/customers", {**sent, "since": "2017-03-01"}, 201)["since"] == "2017-03-01"
    assert "already" in mia.post("/api/customers", sent, 409)["detail"]
    fact = {"name": "loyalty_tier", "value": "gold", "source": "crm", "seen_at": "2026-11-01T09:00:00+01:00"}
    told = mia.post("/api/customers/C-1/facts", fact, 201)
    assert told["facts"]["loyalty_tier"]["value"] == "gold"
    assert mia.get("/api/customers/C-1") == told
    assert told["address"] == "Rua Nova 3\n1200 Lisboa"
    assert [each["reference"] for each in mia.get("/api/customers?q=byron")["items"]] == ["C-1"]
    assert mia.get("/api/customers?q=grace")["items"] == []


def test_a_customer_lives_by_a_clock_that_there_is(cast: Cast, mia: Program) -> None:
    told = mia.post("/api/customers", {"reference": "C-1", "time_zone": "America/New_York"}, 201)
    assert told["time_zone"] == mia.get("/api/customers/C-1")["time_zone"] == "America/New_York"
    assert mia.post("/api/customers", {"reference": "C-2"}, 201)["time_zone"] == ""
    refused = mia.post("/api/customers", {"reference": "C-3", "time_zone": "New York"}, 422)
    assert "America/New_York may be meant" in refused["detail"]


def test_a_moment_without_an_offset_is_no_moment(cast: Cast, mia: Program) -> None:
    a_customer("C-1")
    fact = {"name": "tier", "value": "gold", "source": "crm", "seen_at": "2026-11-01T09:00:00"}
    assert mia.post("/api/customers/C-1/facts", fact, 422)["problems"][0]["where"] == "body.seen_at"


def test_a_reference_with_a_slash_is_found(cast: Cast, mia: Program) -> None:
    a_customer("A/12 b")
    assert mia.get("/api/customers/A%2F12%20b")["reference"] == "A/12 b"
    fact = {"name": "tier", "value": "gold", "source": "crm"}
    assert mia.post("/api/customers/A%2F12%20b/facts", fact, 201)["facts"]["tier"]["source"] == "crm"


def test_pages_walk_all_customers_each_once(cast: Cast, mia: Program) -> None:
    wanted = [a_customer(f"W-{number}").reference for number in range(7)]
    found, address = [], "/api/customers?limit=3"
    while address:
        page = mia.get(address)
        found += [each["reference"] for each in page["items"]]
        address = page["next"]
    assert found == wanted


def test_pages_walk_the_whole_ledger_and_all_about_one_thing(cast: Cast) -> None:
    auditor, address, found = program_of(cast.max), "/api/ledger?limit=2", []
    in_force(cast)
    while address:
        page = auditor.get(address)
        found += [each["id"] for each in page["items"]]
        address = page["next"]
    assert found == list(Entry.objects.order_by("id").values_list("id", flat=True))
    about = auditor.get("/api/ledger?about=policy:warranty-tolerance")
    assert [each["what"] for each in about["items"]] == ["policy drafted", "policy published"]
    assert about["next"] is None


def test_what_is_no_cursor_of_ours_is_told_so(cast: Cast, mia: Program) -> None:
    for cursor in ("12", "!!", "YmVoaW5kIHg", "%F0%9F%98%80"):
        assert "`after` is no cursor" in mia.get(f"/api/customers?after={cursor}", 422)["detail"]
    for limit in ("0", "201", "x", "9" * 5000):
        assert mia.get(f"/api/customers?limit={limit}", 422)["problems"][0]["where"] == "query.limit"


def test_a_policy_is_drafted_read_and_published(cast: Cast, mia: Program) -> None:
    olga, text = program_of(cast.olga), (POLICIES / "warranty-tolerance.yaml").read_text(encoding="utf-8")
    draft = olga.post("/api/rulebook", {"text": text}, 201)
    assert olga.post("/api/rulebook", {"text": text}, 201)["digest"] == draft["digest"]
    assert draft["published_at"] is None
    assert mia.get("/api/rulebook")["items"] == []
    Counter.objects.create(slug="repair", title="Appliance repair")
    held = olga.post(f"/api/rulebook/{draft['digest']}/publish", {"counters": ["repair"]})
    (note,) = held.pop("notes")
    assert "No playbook of the name `repair-after-warranty` is in force" in note
    assert mia.get("/api/rulebook")["items"] == [held]
    assert mia.get("/api/rulebook?counter=rental")["items"] == []
    assert mia.get(f"/api/rulebook/{draft['digest']}")["text"] == text
    assert "published already" in olga.post(f"/api/rulebook/{draft['digest']}/publish", {}, 409)["detail"]


def test_faults_of_a_policy_are_told_with_their_place(cast: Cast) -> None:
    told = program_of(cast.olga).post("/api/rulebook", {"text": "policy: x\nroles: [agent\n"}, 422)
    assert told["type"] == "urn:goodgrace:problem:policy"
    assert told["problems"][0]["where"].startswith("policy.yaml:")
    assert not Version.objects.exists()


def test_programs_read_english_whatever_their_client_asks_for(cast: Cast) -> None:
    in_force(cast)
    case, mia = a_case(cast.mia), program_of(cast.mia)
    german = {"Authorization": f"Bearer {mia.secret}", "Accept-Language": "de"}
    answer = mia.client.post(f"/api/cases/{case.pk}/help", '{"to": "manager"}', "application/json", headers=german)
    assert answer.json()["detail"] == "From here you ask a lead, or the advocate."


def test_a_playbook_is_drafted_read_and_published_beside_the_policies(cast: Cast, mia: Program) -> None:
    olga, text = program_of(cast.olga), (POLICIES / "playbooks/callback.yaml").read_text(encoding="utf-8")
    draft = olga.post("/api/rulebook", {"text": text}, 201)
    assert (draft["kind"], draft["policy"], draft["moment"]) == ("playbook", "callback", "call_back")
    assert mia.get("/api/rulebook?kind=playbook")["items"] == []
    told = olga.post(f"/api/rulebook/{draft['digest']}/publish", {"counters": ["repair"]}, 422)
    assert "for a moment, not for a counter" in told["detail"]
    held = olga.post(f"/api/rulebook/{draft['digest']}/publish")
    assert held.pop("notes") == []
    assert mia.get("/api/rulebook?kind=playbook")["items"] == [held]
    assert mia.get("/api/rulebook")["items"] == []
    assert mia.get(f"/api/rulebook/{draft['digest']}")["text"] == text
