"""Reading a policy: every fault at its place with its words and a fix, all at once, and none that only follows."""

import re

import pytest

from goodgrace import PolicyError, read_text
from goodgrace.errors import Place, Problem
from tests.makers import late_return

GOOD = """\
policy: late-return
version: 3
currency: EUR
roles: [agent, lead]
facts:
  hours: {type: number, places: 2, unit: h, least: 0, most: 9999}
  fee: {type: money, ask: What was the fee?}
  cause: {type: choice, of: [traffic, our_fault]}
  vip: {type: yes_no, kinder: yes, default: no}
  since: {type: date}
  vehicle: {type: key}
grounds:
  ours: cause == "our_fault"
  late: hours > 4
remedies:
  waive:
    title: Waive the fee
    gives: money
    at_most: fee
    standard: [{when: hours <= 1, give: fee}]
    discretion:
      agent: [{when: ours or vip, up_to: fee}, {up_to: 25}]
    never: [{when: hours > 72, because: the car is missing, instead: person}]
    caps: [{per: customer, times: 3, within: 12 months, binds: agent}, {pool: desk, amount: 500}]
  car: {gives: number, unit: days, places: 1, costs: 35, discretion: {lead: [{when: ours, up_to: 2}]}}
  person: {gives: yes, standard: always}
one_of: [[waive, car]]
examples:
  - name: three hours
    facts: {hours: 3, fee: 60, cause: traffic, customer: C-1, vehicle: V-1, on: 2026-11-22}
    given: [{remedy: waive, amount: 20, on: 2026-11-01, customer: C-1}]
    expect: {waive: {standard: 0, agent: 25}, person: {lead: yes}}
"""


def faults(old: str, new: str) -> tuple[Problem, ...]:
    assert old in GOOD, old
    with pytest.raises(PolicyError) as caught:
        read_text(GOOD.replace(old, new, 1), "p.yaml")
    return caught.value.problems


def test_a_good_policy_is_read_whole() -> None:
    policy = read_text(GOOD)
    assert (policy.name, policy.version, policy.title, policy.roles) == (
        "late-return",
        "3",
        "Late return",
        ("agent", "lead"),
    )
    assert list(policy.facts) == ["hours", "fee", "cause", "vip", "since", "vehicle", "on"]
    assert policy.facts["hours"].type.unit == "hours"
    assert policy.remedies["waive"].title == "Waive the fee"
    assert policy.remedies["car"].title == "Car"
    assert [str(cap.within) for cap in policy.remedies["waive"].caps] == ["12 months", "None"]
    assert policy.one_of == (("waive", "car"),)
    assert policy.examples[0].expect == {"waive": {"standard": 0, "agent": 2500}, "person": {"lead": 1}}


WRONG = [
    # what stood there, what stands there now, line:column, the offending words, what is said, the fix
    ("policy: late-return\n", "", "1:1", "version: 3", "A policy needs `policy:`.", "Add `policy: …`."),
    ("version", "versoin", "2:1", "versoin", "A policy has no `versoin`.", "Did you mean `version`?"),
    ("currency: EUR", "currency: euro", "3:11", "euro", "`euro` is not a currency.", "Write its ISO code, as EUR or USD."),
    ("[agent, lead]", "[]", "4:8", "[]", "A policy needs at least one role.", "Write roles: [agent, lead, manager]."),
    ("[agent, lead]", "agent", "4:8", "agent", "`roles` is a list, not a word or a number.", "Put it in [ ]."),
    ("[agent, lead]", "[agent, lead, agent]", "4:22", "agent", "The role `agent` stands twice on the ladder.", "Keep one of the two."),
    ("[agent, lead]", "[agent, lead, Boss]", "4:22", "Boss", "`Boss` cannot name a role.", "Write lower-case letters"),
    ("[agent, lead]", f"[agent, lead, {'a' * 61}]", "4:22", "a" * 60, f"`{'a' * 60}` cannot name a role.", "Write lower-case letters"),
    ("since: {", f"a{'_b' * 30}: {{", "10:3", f"a{'_b' * 30}"[:60], "cannot name a fact.", "starting with a letter; at most 60."),
    ("[agent, lead]", "[agent, lead, standard]", "4:22", "standard", "`standard` is a word of the language", "Choose another name."),
    ("since: {", "class: {", "10:3", "class", "`class` is a word of the language and cannot name a fact.", "Choose another name."),
    ("since: {", "customer: {", "10:3", "customer", "`customer` is a key that every case has.", "it needs no declaration"),
    ("since: {", "on: {places: 1, ", "10:16", '1', "Only a number has `places`; `on` is of type date.", "Leave it out."),
    ("since: {type: date}", "on: {type: money}", "10:3", "on", "`on` is the day of the decision: a date.", "Write {type: date}."),
    ("since: {type: date}", "pool: {type: key}", "10:3", "pool", "A key cannot be named `pool`", "Choose another name."),
    ("vehicle: {type: key", "vehicle: {type: key, default: none", "11:33", "none", "A key has no `default`", "Leave it out"),
    ("type: number", "type: numbr", "6:17", "numbr", "The type of `hours` cannot be `numbr`.", "Did you mean `number`?"),
    ("type: number", "typ: number", "6:11", "typ", "The fact `hours` has no `typ`.", "Did you mean `type`?"),
    ("{type: date}", "date", "10:10", "date", "The fact `since` is a table of keys and values, not a word or a number.", "Write `key: value`"),
    ("places: 2", "places: 7", "6:33", "7", "A number has at most 6 places.", "Write 6 or fewer."),
    ("places: 2", "places: many", "6:33", "many", "`places` is a whole number, not `many`.", "Write the number alone, as 12."),
    (", of: [traffic, our_fault]", "", "8:10", "{type: choice}", "The choice `cause` needs `of:`.", "Add `of: [this, that]`."),
    ("[traffic, our_fault]", "[our_fault, our_fault]", "8:41", "our_fault", "`our_fault` stands twice among the choices", "Keep one of the two."),
    ("[traffic,", "['',", "8:30", "'', our_fault]}", "`` cannot be a choice.", "Write 1 to 100 characters"),
    ("[traffic,", "['say \"x\"',", "8:30", 'say "x"', '`say "x"` cannot be a choice.', "without double quotation marks"),
    ("kinder: yes", "kinder: more", "9:31", 'more', "`kinder` cannot be `more`.", "It is one of yes, no."),
    ("of: [traffic, our_fault]", "kinder: yes, of: [traffic, our_fault]", "8:33", "yes", "`kinder` makes no sense for a choice.", "Leave it out."),
    ("default: no", "default: maybe", "9:45", 'maybe', '`default` does not fit: "maybe" is neither yes nor no.', "Write one that fits."),
    ("least: 0", "least: 1.234", "6:52", "1.234", "`least` does not fit: 1.234 has more than 2 decimal places.", "write `places: 3`"),
    ("most: 9999", "most: -1", "6:61", "-1", "The `most` of `hours` is less than its `least`.", "Exchange the two."),
    ("type: date}", "type: date, default: soon}", "10:32", "soon", '`default` does not fit: "soon" is not a date.', "Write it as 2026-11-22."),
    ("  late: hours", "  fee: hours", "14:3", "fee", "`fee` is already a fact.", "Choose another name."),
    ("hours > 4", "fee", "14:9", "fee", "A condition is needed here; `fee` is money.", "Compare it, as in `fee == …`."),
    ("hours > 4", "[hours > 4]", "14:9", "[hours > 4]", "The ground `late` is written as a text, not a list.", "Put it in quotation marks."),
    ("gives: money", "gives: cash", "18:12", "cash", "`gives` cannot be `cash`.", "It is one of money, number, yes."),
    ("gives: money", "giv: money", "18:5", "giv", "The remedy `waive` has no `giv`.", "Did you mean `gives`?"),
    ("gives: money", "gives: money\n    unit: days", "19:5", "unit", "Only a remedy that gives a number has `unit`", "Leave it out."),
    ("at_most: fee", "at_most: hours", "19:14", "hours", "Money is needed here; `hours` is a number.", "Make the number a rate"),
    ("give: fee", "give: fe", "20:41", 'fe', "There is no fact or ground `fe`.", "Did you mean `fee`?"),
    ("[{when: hours <= 1, give: fee}]", "always", "20:15", "always", "`always` alone fits only a remedy that gives yes.", "Write standard: [{give: …}]."),
    ("{when: hours <= 1, give: fee}", "{when: hours <= 1}", "20:16", "{when: hours <= 1}]", "A rule needs `give:`.", "Add `give: …`."),
    ("{up_to: 25}", "{upto: 25}", "22:49", "upto", "A rule has no `upto`.", "Did you mean `up_to`?"),
    ("{up_to: 25}", "25", "22:48", "25", "A rule is a table of keys and values, not a word or a number.", "Write `key: value`"),
    ("agent: [{when", "agnet: [{when", "22:7", "agnet", "`discretion` has no `agnet`.", "Did you mean `agent`?"),
    (", instead: person", "", "23:13", "{when: hours > 72, because: the car is m", "A `never` needs `instead:`.", "Add `instead: …`."),
    ("instead: person", "instead: persn", "23:70", 'persn', "`instead` cannot be `persn`.", "Did you mean `person`?"),
    ("instead: person", "instead: waive", "23:70", 'waive', "`waive` cannot be offered instead of itself.", "Name another remedy"),
    ("{per: customer, times", "{times", "24:12", '{times: 3, within: 12 months, binds: age', "A cap counts either `per` an identity or from a `pool`.", "Write one of the two"),
    ("times: 3", "times: 3, amount: 5", "24:12", "{per: customer, times: 3, amount: 5, wit", "A cap bounds either `times` or `amount`.", "Write one of the two"),
    ("per: customer, t", "per: costumer, t", "24:18", "costumer", "`per` cannot be `costumer`.", "Did you mean `customer`?"),
    ("12 months", "a year", "24:46", "a year", "`a year` is not a period.", 'Write "12 months", "30 days" or "ever".'),
    ("binds: agent", "binds: manager", "24:64", "manager", "`binds` cannot be `manager`.", "It is one of agent, lead."),
    ("times: 3", "times: -3", "24:35", "-3", "`times` is a whole number of at least 0, not `-3`.", "Write the number alone"),
    ("pool: desk, ", 'pool: "", ', "24:79", '"", amount: 500}]', "A pool has a name.", "Write it, as in"),
    ("pool: desk, ", f"pool: {'of ' * 27}us, ", "24:79", "of " * 13 + "o", "`pool` has 83 characters; at most 80 fit.", "Shorten it."),
    ("costs: 35,", "caps: [{pool: desk, amount: 5}],", "25:61", 'desk', "this remedy has no price", "Add `costs:` to the remedy"),
    ("{gives: yes, standard: always}", "{gives: yes}", "26:3", "person", "Nobody is ever given `person`", "Write standard: always."),
    ("[[waive, car]]", "[[waive, cat]]", "27:18", "cat", "A remedy in `one_of` cannot be `cat`.", "Did you mean `car`?"),
    ("[[waive, car]]", "[[waive]]", "27:10", "[waive]]", "A group in `one_of` is at least two remedies, each once.", "Write it as [[this, that]]."),
    ("[[waive, car]]", "[waive]", "27:10", "waive", "A group is a list, not a word or a number.", "Put it in [ ]."),
    ("  - name: three hours\n    facts", "  - facts", "29:5", 'facts: {hours: 3', "An example needs `name:`.", "Add `name: …`."),
    ("cause: traffic, cust", "cause: trafic, cust", "30:39", "trafic", "`cause` does not fit", "Did you mean `traffic`?"),
    ("hours: 3", "hors: 3", "30:13", "hors", "`facts` has no `hors`.", "Did you mean `hours`?"),
    ("remedy: waive", "remedy: wave", "31:13", '{remedy: wave, amount: 20, on: 2026-11-0', "A line of `given` does not fit", "Did you mean `waive`?"),
    ("agent: 25}", "agent: 25.005}", "32:42", '25.005', "What agent may give is a number with at most 2 decimal places", "Write the number alone"),
    ("agent: 25}", "agnt: 25}", "32:35", 'agnt', "What is expected of `waive` has no `agnt`.", "Did you mean `agent`?"),
    ("since: {", "fee: {", "10:3", "fee", "`fee` is already written on line 7.", "Keep one of the two."),
    ("title: Waive the fee", "title: [Waive]", "17:12", "[Waive]", "`title` is a text, not a list.", "Write one word or sentence."),
    ("grounds:", "grounds: &a", "12:10", '&a', "no anchors (&name) and no tags (!name).", "Take it out."),
    ("ask: What was the fee?", "ask: When: now?", "7:31", 'fee: {type: money, ask: When: now?}', "This is not YAML", "Put the text in quotation marks"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "place", "text", "said", "fix"), WRONG, ids=[f"{row[2]} {row[4][:40]}" for row in WRONG]
)
def test_a_fault_is_told_once_at_its_place_with_its_words_and_a_fix(
    old: str, new: str, place: str, text: str, said: str, fix: str
) -> None:
    (problem,) = faults(old, new)
    assert (str(problem.place), problem.text) == (f"p.yaml:{place}", text)
    assert said in problem.message
    assert fix in problem.fix


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("fee: {type: money, ask: What was the fee?}", "fee: {type: mony, ask: What was the fee?}"),
        ("fee: {type: money, ask: What was the fee?}", "fee: money"),
        ("cause: {type: choice, of: [traffic, our_fault]}", "cause: {type: choice}"),
        ("hours: {type: number, places: 2", "hours: {type: number, places: 9"),
        ("hours: {", "Hours: {"),
        ("gives: money", "gives: cash"),
        ("gives: money", "giv: money"),
        ("ours: cause", "ours: couse"),
        ("roles: [agent, lead]", "roles: []"),
        ("roles: [agent, lead]", "roles: agent"),
        ("standard: always}", "standrad: always}"),
        ("{type: date}", "{type: {}}"),
        ("waive:\n    title", "waive: &x\n    title"),
        ("caps: [{per: customer, times", "caps: [{pre: customer, times"),
    ],
)
def test_what_only_follows_from_a_fault_is_not_told_again(old: str, new: str) -> None:
    told = faults(old, new)
    allowed = 1 if "Hours" not in new else 9  # a name that no longer exists is missed wherever it is used
    assert len(told) <= allowed, told


def test_a_table_that_cannot_be_read_hides_nothing_but_its_names() -> None:
    for table in ("facts", "grounds"):
        before, _, rest = GOOD.partition(f"{table}:\n")
        _, _, after = rest.partition("grounds:\n" if table == "facts" else "remedies:\n")
        follow = "grounds:\n" if table == "facts" else "remedies:\n"
        with pytest.raises(PolicyError) as caught:
            read_text(f"{before}{table}: none\n{follow}{after}")
        assert [problem.message for problem in caught.value.problems] == [
            f"`{table}` is a table of keys and values, not a word or a number."
        ]


def test_all_faults_are_told_at_once_in_the_order_of_the_text() -> None:
    text = GOOD
    for old, new in (("version", "versoin"), ("fee: {type", "fee: {typ"), ("hours > 4", "hors > 4"), ("{up_to: 25}", "{upto: 25}"),
                     ("12 months", "a year"), ("[[waive, car]]", "[[waive, cat]]"), ("hours: 3", "hors: 3")):  # fmt: skip
        text = text.replace(old, new, 1)
    with pytest.raises(PolicyError) as caught:
        read_text(text, "p.yaml")
    assert [problem.place.line for problem in caught.value.problems] == [2, 7, 14, 22, 24, 27, 30]
    lines = str(caught.value).splitlines()
    assert lines[0] == "p.yaml:2:1: A policy has no `versoin`. Did you mean `version`?"
    assert len(lines) == 7


def test_every_fault_has_a_place_words_and_a_fix() -> None:
    for old, new, *_ in WRONG:
        for problem in faults(old, new):
            assert problem.place.file == "p.yaml"
            assert problem.text, problem
            assert problem.fix, problem


def test_two_policies_may_differ_in_nothing_but_spaces_and_comments() -> None:
    loose = re.sub(r"^(  \w+): \{", r"\1:   {", GOOD, flags=re.MULTILINE) + "# the end\n"
    one, other = read_text(GOOD), read_text(loose)
    assert one.facts["hours"].type == other.facts["hours"].type
    assert [rule.when for rule in one.remedies["waive"].standard] == [
        rule.when for rule in other.remedies["waive"].standard
    ]


def test_every_node_knows_where_it_was_written() -> None:
    policy = late_return()
    assert policy.facts["cause"].place == Place(policy.file, 14, 3)
    assert policy.remedies["waive_fee"].standard[0].place.line == 27
    assert policy.remedies["waive_fee"].caps[1].place.line == 39
