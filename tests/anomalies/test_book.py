"""What becomes of alerts when episodes come, grow, end and come again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from anomalies.book import Book
from anomalies.detectors.episode import Episode
from anomalies.judging import FAR, prices
from contract.alerts import Alert, Kind, Place, Severity
from contract.settings import Settings
from contract.utilities import WATER
from contract.windows import HOUR_MS

START = 1_795_000_000_000
PRICES = prices(Settings(price_water="2.50"))
SCOPE = {(Kind.LEAK, WATER)}
HERE = Place(19153, 41.5, -93.5)


def leak(start: int = START, end: int | None = None, litres: float = 0.4, user: int = 64) -> Episode:
    return Episode(Kind.LEAK, WATER, user, start, end, {"l_per_min": litres}, litres / 0.25, 600_000.0)


def after(book: Book, now: int, *episodes: Episode) -> list[Alert]:
    return book.bring_up(episodes, SCOPE, now, lambda _: HERE)


def test_an_episode_is_raised_once_with_its_cost_and_place() -> None:
    book = Book([], PRICES)
    (alert,) = after(book, START + HOUR_MS, leak())
    assert (alert.id, alert.end, alert.place) == (f"leak-w-64-{START}", None, HERE)
    assert (alert.severity, Decimal(alert.cost or 0)) == (Severity.WARNING, Decimal("1.50"))
    assert after(book, START + 2 * HOUR_MS, leak()) == []


def test_what_is_in_the_live_view_is_not_raised_anew_by_another_watcher() -> None:
    told = after(Book([], PRICES), START + HOUR_MS, leak(), leak(user=65))
    assert after(Book(told, PRICES), START + HOUR_MS, leak(), leak(user=65)) == []


def test_it_keeps_its_id_when_its_beginning_leaves_the_ring() -> None:
    book = Book([], PRICES)
    (alert,) = after(book, START, leak())
    (later,) = after(book, START + 5 * HOUR_MS, leak(START + 3 * HOUR_MS, litres=0.5))
    assert (later.id, later.start) == (alert.id, START)
    assert later.evidence == {"l_per_min": 0.5}
    assert Decimal(later.cost or 0) == Decimal("1.50") * 5 / 2, "what is no more in the ring cost as much an hour"


def test_evidence_moves_it_once_an_hour_but_severity_at_once() -> None:
    book = Book([], PRICES)
    after(book, START, leak())
    assert after(book, START + 60_000, leak(litres=0.41)) == []
    (worse,) = after(book, START + 120_000, leak(litres=0.26 * FAR))
    assert worse.severity is Severity.CRITICAL
    assert len(after(book, START + 120_000 + HOUR_MS, leak(litres=0.27 * FAR))) == 1


def test_it_ends_with_its_episode_or_when_it_is_no_more_found() -> None:
    book = Book([], PRICES)
    after(book, START, leak(), leak(user=65))
    ended = after(book, START + HOUR_MS, leak(end=START + 60_000))
    assert {alert.user_id: alert.end for alert in ended} == {64: START + 60_000, 65: START + HOUR_MS}
    assert after(book, START + HOUR_MS, leak(end=START + 60_000)) == []
    assert book.lasting(Kind.LEAK, WATER) == []


def test_what_was_not_judged_is_not_cleared() -> None:
    book = Book([], PRICES)
    after(book, START, leak())
    assert book.bring_up([], {(Kind.SILENT, WATER)}, START + HOUR_MS, lambda _: None) == []


def test_some_episodes_only_keep_what_lasts() -> None:
    book, faint = Book([], PRICES), replace(leak(), opens=False)
    assert after(book, START, faint) == []
    after(book, START, leak())
    assert after(book, START + 60_000, faint) == []
    assert len(book.lasting(Kind.LEAK, WATER)) == 1


def test_another_one_later_is_another_alert() -> None:
    book = Book([], PRICES)
    after(book, START, leak(end=START + HOUR_MS))
    (other,) = after(book, START + 30 * HOUR_MS, leak(START + 20 * HOUR_MS))
    assert other.id == f"leak-w-64-{START + 20 * HOUR_MS}"


def test_an_earlier_present_changes_nothing() -> None:
    book = Book([], PRICES)
    (alert,) = after(book, START + HOUR_MS, leak())
    assert after(book, START, replace(leak(), end=START + 1)) == []
    assert book.lasting(Kind.LEAK, WATER) == [alert]


def test_what_ended_before_all_that_is_kept_is_not_raised_with_every_look() -> None:
    forgotten = START + 5 * HOUR_MS
    book = Book([], PRICES, forgotten)
    assert after(book, START + 9 * HOUR_MS, leak(end=forgotten), leak(user=65, end=forgotten + HOUR_MS)) == []
    raised = after(book, START + 9 * HOUR_MS, leak(user=66, end=forgotten + HOUR_MS + 1), leak(user=67))
    assert [alert.user_id for alert in raised] == [66, 67]


def test_an_earlier_present_ends_nothing() -> None:
    book = Book([], PRICES)
    (alert,) = after(book, START + HOUR_MS, leak())
    assert after(book, START + 1) == []
    assert book.lasting(Kind.LEAK, WATER) == [alert]
