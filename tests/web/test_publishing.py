"""The policy owner's page: a draft is looked at with every fault and finding in its place, then published with a date."""

from datetime import timedelta
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.utils import timezone

from goodgrace.people.models import Person
from goodgrace.rulebook.models import Counter, Version
from goodgrace.rulebook.queries import acting_role
from tests.cases.stories import POLICIES, in_force
from tests.people import Cast
from tests.web.browsing import signed_in

TEXT = (POLICIES / "warranty-tolerance.yaml").read_text(encoding="utf-8")


def sent(person: Person, address: str, **fields: object) -> HttpResponse:
    return signed_in(person).post(address, fields)  # type: ignore[return-value]  # the client's answer is one


def told(answer: HttpResponse) -> str:
    return unescape(answer.content.decode())


def test_every_fault_is_told_at_its_line_and_column_and_the_text_stays(cast: Cast) -> None:
    broken = TEXT.replace("days_out <= 30", "days_uot <= 30")
    answer = sent(cast.olga, "/rulebook/new", text=broken, look="yes")
    html = told(answer)
    assert answer.status_code == 422
    line = broken.splitlines().index("  just_missed: days_uot <= 30") + 1
    assert f"Line {line}, column 16:" in html
    assert "  just_missed: days_uot <= 30\n               ^" in html
    assert "just_missed: days_uot <= 30\n  long_standing" in html
    assert not Version.objects.exists()


def test_a_file_that_cannot_be_read_leaves_its_text_in_the_field(cast: Cast) -> None:
    file = SimpleUploadedFile("p.yaml", TEXT.replace("currency: EUR", "currency: eu").encode())
    html = told(sent(cast.olga, "/rulebook/new", file=file, look="yes"))
    assert "It cannot be read yet" in html
    assert "currency: eu\n" in html


def test_looking_tells_findings_and_examples_and_keeps_nothing(cast: Cast) -> None:
    html = told(sent(cast.olga, "/rulebook/new", text=TEXT, look="yes"))
    assert "Nothing to mend" in html
    assert "a cliff" in html
    assert "At days_out 2 everybody gets 400.00" in html
    assert "6 examples were run" in html
    assert "comes out otherwise" not in html
    assert not Version.objects.exists()


def test_an_example_that_comes_out_otherwise_is_to_be_mended(cast: Cast) -> None:
    html = told(
        sent(cast.olga, "/rulebook/new", text=TEXT.replace("min(repair_cost, 30)", "min(repair_cost, 20)"), look="yes")
    )
    assert "an example comes out otherwise" in html
    assert "to mend" in html


def test_a_draft_is_held_against_the_version_in_force(cast: Cast) -> None:
    in_force(cast)
    newer = TEXT.replace("version: 1", "version: 2").replace("days_out <= 30", "days_out <= 40")
    html = told(sent(cast.olga, "/rulebook/new", text=newer, look="yes"))
    assert "Against version 1, which holds now" in html
    assert "Who gets less: nobody; this is proved." in " ".join(
        html.replace("<strong>", "").replace("</strong>", "").split()
    )
    assert "the agent may give" in html


def test_a_draft_is_published_from_a_day_on_at_its_counters(cast: Cast) -> None:
    Counter.objects.create(slug="repair", title="Repairs")
    kept = sent(cast.olga, "/rulebook/new", text=TEXT, keep="yes")
    assert kept.status_code == 302
    at = kept["Location"]
    assert "Nothing to mend" in told(signed_in(cast.olga).get(at))  # type: ignore[arg-type]  # an answer
    day = timezone.localdate() + timedelta(days=30)
    assert sent(cast.olga, f"{at}publish", begins=day.isoformat(), counter=["repair"]).status_code == 302
    found = Version.objects.get()
    assert found.counters == ["repair"]
    assert found.in_force_from is not None
    assert found.in_force_from.astimezone(cast_zone()).isoformat()[:16] == f"{day}T00:00"
    html = told(signed_in(cast.mia).get("/rulebook/"))  # type: ignore[arg-type]  # an answer
    assert "What will hold" in html


def cast_zone() -> object:
    from zoneinfo import ZoneInfo

    return ZoneInfo("Europe/Lisbon")


def test_what_stands_in_the_way_is_said_and_what_was_chosen_stays(cast: Cast) -> None:
    Counter.objects.create(slug="repair", title="Repairs")
    at = sent(cast.olga, "/rulebook/new", text=TEXT, keep="yes")["Location"]
    for begins, said, status in (
        ("2020-01-01", "A version holds from now or from later on", 409),
        ("soon", "Say from which day it holds", 422),
        ("2900-01-01", "within ten years", 409),
    ):
        answer = sent(cast.olga, f"{at}publish", begins=begins, counter=["repair"])
        assert answer.status_code == status
        assert said in told(answer)
        assert f'value="{begins}"' in told(answer)
        assert 'value="repair" checked' in told(answer)
    assert Version.objects.get().published_at is None


def test_a_defect_is_not_published(cast: Cast) -> None:
    text = TEXT.replace("min(repair_cost, 30)", "min(repair_cost, 20)")
    at = sent(cast.olga, "/rulebook/new", text=text, keep="yes")["Location"]
    answer = sent(cast.olga, f"{at}publish")
    assert answer.status_code == 409
    assert "It has a defect and cannot be published" in told(answer)


def test_a_policy_with_other_roles_is_published_with_who_acts_as_what(cast: Cast) -> None:
    text = (POLICIES / "right-thing-to-do.yaml").read_text(encoding="utf-8")
    at = sent(cast.olga, "/rulebook/new", text=text, keep="yes")["Location"]
    assert "Who acts as what in it?" in told(signed_in(cast.olga).get(at))  # type: ignore[arg-type]  # an answer
    acting = {"acting.agent": "colleague", "acting.lead": "lead", "acting.manager": ""}
    assert sent(cast.olga, f"{at}publish", **{**acting, "acting.lead": "queen"}).status_code == 422
    assert sent(cast.olga, f"{at}publish", **acting).status_code == 302
    version = Version.objects.get()
    assert version.acting == {"agent": "colleague", "manager": ""}
    page = told(signed_in(cast.ruth).get(at))  # type: ignore[arg-type]  # an answer
    assert "Who acts as what in it? agent: colleague; manager: nobody" in page
    assert [acting_role(person, version) for person in (cast.mia, cast.tom, cast.ruth)] == ["colleague", "lead", ""]


def test_what_was_chosen_stays_where_it_cannot_be_published_yet(cast: Cast) -> None:
    text = (POLICIES / "right-thing-to-do.yaml").read_text(encoding="utf-8")
    at = sent(cast.olga, "/rulebook/new", text=text, keep="yes")["Location"]
    nobody = dict.fromkeys(("acting.agent", "acting.lead", "acting.manager"), "")
    answer = sent(cast.olga, f"{at}publish", **nobody)
    assert answer.status_code == 409
    assert "Nobody here could give anything by it: its roles are colleague, lead" in told(answer)
    chosen = sent(cast.olga, f"{at}publish", **{**nobody, "acting.agent": "colleague", "begins": "no day"})
    assert told(chosen).count("<option selected>colleague</option>") == 1
    assert "<option selected>lead</option>" not in told(chosen)


def test_every_version_can_be_taken_along_as_the_file_it_was(cast: Cast) -> None:
    version = in_force(cast)
    answer = signed_in(cast.mia).get(f"/rulebook/{version.digest}/?download")
    assert answer.content.decode() == TEXT
    assert "warranty-tolerance-1.yaml" in answer["Content-Disposition"]


def test_a_policy_is_read_aloud_to_whoever_sees_the_rulebook(cast: Cast) -> None:
    version = in_force(cast)
    html = told(signed_in(cast.mia).get(f"/rulebook/{version.digest}/"))  # type: ignore[arg-type]  # the client's answer is one
    assert "Up to repair cost, no more than 500.00 EUR, where days out is at most 180 days" in html
    assert "At most 12,000.00 EUR from the pool repair-desk within 1 month." in html
    assert "What is given is kept by the playbook “Repair after warranty”." in html
    assert "What we would want for our own mother: Three days after the warranty" in html
    assert TEXT[:200] in html


def test_a_policy_is_read_aloud_in_german(cast: Cast) -> None:
    version = in_force(cast)
    cast.mia.language = "de"
    cast.mia.save()
    html = told(signed_in(cast.mia).get(f"/rulebook/{version.digest}/"))  # type: ignore[arg-type]  # the client's answer is one
    assert "Bis zu repair cost, nicht mehr als 500,00 EUR, wo gilt: days out ist höchstens 180 Tage" in html
    assert "Höchstens 12.000,00 EUR aus dem Topf repair-desk (Zeitraum: 1 Monat)." in html
