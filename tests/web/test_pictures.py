"""Where things lie on a drawn line."""

from decimal import Decimal

from django.template.loader import render_to_string
from django.utils.translation import override

from goodgrace.web.pictures import RoomBar, Step, room_bar


def a_bar(everybody: int, you: int, lead: int, place: str | None = None) -> RoomBar:
    """A room for three."""
    steps = [
        Step("everybody", "Everybody", Decimal(everybody), "standard"),
        Step("you", "You", Decimal(you), "more"),
        Step("above", "A lead", Decimal(lead), "most"),
    ]
    return room_bar(steps, place=None if place is None else Decimal(place), place_words="here")


def test_segments_stand_one_after_another_up_the_ladder() -> None:
    bar = a_bar(50, 250, 500, "187.5")
    drawn = [(segment.whose, segment.start, segment.width) for segment in bar.segments]
    assert drawn == [("everybody", "0%", "10%"), ("you", "10%", "40%"), ("above", "50%", "50%")]
    assert bar.place == "37.5%"


def test_a_step_that_adds_nothing_is_told_but_not_drawn() -> None:
    bar = a_bar(0, 100, 100)
    assert [segment.whose for segment in bar.segments] == ["you"]
    assert len(bar.steps) == 3
    assert bar.place is None


def test_a_place_beyond_everybodys_room_widens_the_bar() -> None:
    bar = a_bar(0, 50, 100, "200")
    assert [segment.width for segment in bar.segments] == ["25%", "25%"]
    assert bar.place == "100%"


def test_no_room_at_all_draws_an_empty_line() -> None:
    assert not a_bar(0, 0, 0).segments


def test_a_picture_is_drawn_the_same_in_every_language() -> None:
    with override("de"):
        drawn = render_to_string("parts/room_bar.html", {"bar": a_bar(50, 250, 500, "187.5"), "says": "half of it"})
    assert 'cx="37.5%"' in drawn
    assert "half of it" in drawn
