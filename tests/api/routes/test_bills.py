"""A home's bills, outlooks and costs by tariff, made by the pricing itself, and who may see them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import httpx
import pytest

from contract.windows import INTERVAL_MS
from tests.api.billed import HORIZON, HOUSE, LIVE_USAGE, MOVED, NOW, SHOP, SHOP_PEAK, YARD
from tests.api.world import LOGINS, PASSWORD

OCTOBER = f"/v1/homes/{HOUSE}/bills/electricity/2026-10-01"
PLAIN: dict[str, Any] = {
    "utility": "electricity",
    "name": "Plain",
    "currency": "USD",
    "per": "kWh",
    "standing_per_day": "0.50",
    "rates": [{"name": "energy", "price": "0.20"}],
}


@pytest.fixture(scope="module")
def clients(billed: str) -> Iterator[dict[str, httpx.Client]]:
    """Clients of the country's logins, by name."""
    found = {name: _client(billed, name) for name in LOGINS}
    yield found
    for client in found.values():
        client.close()


def _client(address: str, name: str) -> httpx.Client:
    client = httpx.Client(base_url=address, timeout=30)
    body = client.post("/v1/login", json={"name": name, "password": PASSWORD}).raise_for_status().json()
    client.cookies.clear()
    client.headers["Authorization"] = f"Bearer {body['token']}"
    return client


def _get(client: httpx.Client, path: str, **parameters: Any) -> Any:
    return client.get(path, params=parameters or None).raise_for_status().json()


def test_the_newest_bills_come_first(clients: dict[str, httpx.Client]) -> None:
    found = _get(clients["alice"], f"/v1/homes/{HOUSE}/bills")["bills"]
    assert {bill["utility"] for bill in found} == {"electricity", "gas", "water"}
    assert len(found) == 3 * 13
    days = [bill["first_day"] for bill in found]
    assert days == sorted(days, reverse=True)
    assert (days[0], days[-1]) == ("2026-10-01", "2025-10-01")


def test_lines_add_up_and_lead_to_the_intervals_that_they_rest_on(clients: dict[str, httpx.Client]) -> None:
    bill = _get(clients["alice"], OCTOBER)
    lines = bill["lines"]
    assert sum(Decimal(line["amount"]) for line in lines) == Decimal(bill["total"])
    energy = next(line for line in lines if line["kind"] == "energy")
    worked = Decimal(energy["quantity"]) * Decimal(energy["price"]) / energy["divisor"]
    assert abs(worked - Decimal(energy["amount"])) <= Decimal("0.005")
    usage = _get(clients["alice"], energy["intervals_at"])
    assert sum(value["usage"] for value in usage["values"]) == energy["quantity"]
    runs = {(value["start"] // 86_400_000, value["run_id"]) for value in usage["values"]}
    assert {run for _, run in runs} == {span["run_id"] for span in energy["spans"]}
    assert sum(span["intervals"] for span in energy["spans"]) == len(usage["values"])


def test_a_bill_that_was_made_again_shows_the_difference(clients: dict[str, httpx.Client]) -> None:
    bill = _get(clients["alice"], OCTOBER)
    assert (bill["version"], bill["reason"]) == (2, "usage")
    [newer, older] = bill["versions"]
    assert Decimal(newer["total"]) - Decimal(older["total"]) == Decimal(bill["difference"])
    assert sum(Decimal(change["amount"]) for change in bill["changes"]) == Decimal(bill["difference"])
    energy = next(change for change in bill["changes"] if change["kind"] == "energy")
    assert energy["quantity"] == 96 * 100_000
    before = _get(clients["alice"], OCTOBER, as_of=newer["priced_at"] - 1)
    assert (before["version"], before["total"], before["changes"]) == (1, older["total"], [])


def test_an_open_period_is_foretold_with_its_track_record(clients: dict[str, httpx.Client]) -> None:
    found = {one["utility"]: one for one in _get(clients["alice"], f"/v1/homes/{HOUSE}/outlook")["outlooks"]}
    assert set(found) == {"electricity", "gas", "water"}
    power = found["electricity"]
    assert (power["first_day"], power["last_day"], power["known_to"]) == ("2026-11-01", "2026-11-30", "2026-11-20")
    assert power["days_without_data"] == 0
    amounts = [Decimal(power[name]) for name in ("so_far", "p10", "p50", "p90")]
    assert amounts == sorted(amounts)
    assert power["head_room"] is None
    assert len(power["tracked"]) == 24
    totals = {bill["first_day"]: bill["total"] for bill in _get(clients["alice"], f"/v1/homes/{HOUSE}/bills")["bills"]
              if bill["utility"] == "electricity"}  # fmt: skip
    assert all(one["actual"] == totals[one["first_day"]] for one in power["tracked"])


def test_the_head_room_of_a_peak_is_what_the_running_interval_may_still_draw(clients: dict[str, httpx.Client]) -> None:
    [outlook] = _get(clients["bob"], f"/v1/homes/{SHOP}/outlook")["outlooks"]
    room = outlook["head_room"]
    begin = NOW // INTERVAL_MS * INTERVAL_MS
    used = LIVE_USAGE * (NOW - begin) // INTERVAL_MS
    assert (room["peak"], room["peak_w"], room["until"]) == (SHOP_PEAK, 8_000, begin + INTERVAL_MS)
    assert (room["counts_now"], room["used"], room["head_room_w"]) == (False, used, None)  # a Saturday


def test_today_costs_its_usage_at_the_prices_of_its_hours_and_the_day_s_charge(
    clients: dict[str, httpx.Client],
) -> None:
    found = _get(clients["bob"], f"/v1/homes/{SHOP}/cost-today")
    [part] = found["parts"]
    until = NOW // INTERVAL_MS * INTERVAL_MS
    used = (until - HORIZON) // INTERVAL_MS * LIVE_USAGE
    assert (found["day"], part["utility"], part["until"], part["used"]) == ("2026-11-21", "electricity", until, used)
    energy = Decimal(used) / 1_000_000 * Decimal("0.0840")  # a Saturday has no working hours
    standing, tax = Decimal("1.1000"), Decimal("0.0625")
    amounts = [round(amount, 2) for amount in (energy, standing, (energy + standing) * tax)]
    assert [Decimal(part[name]) for name in ("energy", "standing", "taxes")] == amounts
    assert Decimal(part["total"]) == sum(amounts)
    assert (part["settled"], part["estimated"], part["fed_in"]) == (False, False, "0.00")


def test_without_a_reading_today_nothing_is_said_of_its_cost(clients: dict[str, httpx.Client]) -> None:
    assert _get(clients["alice"], f"/v1/homes/{HOUSE}/cost-today")["parts"] == []


def test_costs_of_a_year_under_every_tariff(clients: dict[str, httpx.Client]) -> None:
    found = {one["utility"]: one for one in _get(clients["alice"], f"/v1/homes/{HOUSE}/tariff-costs")["utilities"]}
    power = found["electricity"]
    assert (power["first_day"], power["last_day"]) == ("2025-11-01", "2026-10-31")
    assert len(power["costs"]) == 5
    costs = [Decimal(one["cost"]) for one in power["costs"]]
    assert costs == sorted(costs)
    [mine] = [one for one in power["costs"] if one["assigned"]]
    assert (mine["tariff_id"], mine["difference"]) == ("electricity-standard", "0.00")
    assert all(Decimal(one["difference"]) == Decimal(one["cost"]) - Decimal(mine["cost"]) for one in power["costs"])


def test_who_moved_sees_whole_periods_of_their_own(clients: dict[str, httpx.Client]) -> None:
    older = [bill["last_day"] for bill in _get(clients["alice"], f"/v1/homes/{SHOP}/bills")["bills"]]
    newer = [bill["first_day"] for bill in _get(clients["bob"], f"/v1/homes/{SHOP}/bills")["bills"]]
    assert max(older) == "2026-05-31"
    assert min(newer) == "2026-07-01"
    assert date.fromisoformat(max(older)) < MOVED < date.fromisoformat(min(newer))
    june = f"/v1/homes/{SHOP}/bills/electricity/2026-06-01"
    assert {clients[name].get(june).status_code for name in ("alice", "bob")} == {404}
    assert _get(clients["alice"], f"/v1/homes/{SHOP}/outlook")["outlooks"] == []
    assert _get(clients["alice"], f"/v1/homes/{SHOP}/cost-today")["parts"] == []
    assert _get(clients["bob"], f"/v1/homes/{SHOP}/tariff-costs")["utilities"] == []


@pytest.mark.parametrize("path", ["bills", "bills/electricity/2026-10-01", "outlook", "tariff-costs", "cost-today"])
def test_others_see_nothing_and_an_operator_needs_a_reason(clients: dict[str, httpx.Client], path: str) -> None:
    address = f"/v1/homes/{HOUSE}/{path}"
    assert clients["bob"].get(address).status_code == 404
    assert clients["anna"].get(address).status_code == 403
    assert clients["olga"].get(address).status_code == 403
    assert clients["olga"].get(address, params={"reason": "asked by phone"}).status_code == 200


def test_a_bill_that_is_not_there_is_not_found(clients: dict[str, httpx.Client]) -> None:
    missing = clients["alice"].get(f"/v1/homes/{HOUSE}/bills/electricity/2026-10-02")
    assert missing.status_code == 404
    assert "bill of electricity from 2026-10-02" in missing.json()["detail"]


def test_staff_who_look_at_homes_see_which_periods_have_no_bill(clients: dict[str, httpx.Client]) -> None:
    found = _get(clients["olga"], "/v1/unbilled-periods")
    [mine] = [each for each in found["periods"] if each["user_id"] == YARD]
    days = {"first_day": "2025-10-01", "last_day": "2025-10-31"}
    reason = "Only 10 of 31 days are settled; a bill needs half of them."
    assert mine == {"user_id": YARD, "utility": "water", **days, "state": "unbilled", "reason": reason}
    assert found["count"] == len(found["periods"])
    for name in ("alice", "anna"):
        assert clients[name].get("/v1/unbilled-periods").status_code == 403


def _put(client: httpx.Client, tariff_id: str, document: Any, valid_from: str = "2027-01-01") -> httpx.Response:
    body = {"valid_from": valid_from, "document": document}
    return client.post(f"/v1/tariffs/{tariff_id}/versions", json=body)


def test_a_tariff_is_put_on_file_once_and_then_again_as_another_version(clients: dict[str, httpx.Client]) -> None:
    olga = clients["olga"]
    first = _put(olga, "plain", PLAIN)
    assert first.status_code == 201
    assert [one["version"] for one in first.json()["versions"]] == [1]
    again = _put(olga, "plain", dict(reversed(PLAIN.items())))
    assert (again.status_code, "Version 1 of plain is this document" in again.json()["detail"]) == (409, True)
    assert [one["version"] for one in _put(olga, "plain", PLAIN, "2027-02-01").json()["versions"]] == [2, 1]
    on_file = {one["tariff_id"]: one for one in _get(clients["anna"], "/v1/tariffs")["tariffs"]}
    assert on_file["plain"]["versions"][0]["document"] == PLAIN
    assert (on_file["electricity-standard"]["service_points"], on_file["plain"]["service_points"]) == (1, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"standing_per_day": 0.5}, "standing_per_day"),
        ({"per": "m3"}, "electricity is priced per kWh"),
        ({"rates": []}, "rates"),
        ({"colour": "blue"}, "colour"),
        ({"holidays": "Atlantis"}, "no calendar of holidays is called 'Atlantis'"),
    ],
)
def test_what_cannot_be_a_tariff_is_refused_in_a_sentence(
    clients: dict[str, httpx.Client], change: dict[str, Any], words: str
) -> None:
    refused = _put(clients["ada"], "plainer", {**PLAIN, **change})
    assert refused.status_code == 422
    assert words in refused.json()["detail"]
    assert refused.json()["detail"].endswith("send it again.")
    assert "plainer" not in {one["tariff_id"] for one in _get(clients["ada"], "/v1/tariffs")["tariffs"]}


def test_a_tariff_keeps_its_utility_and_only_its_keepers_change_it(clients: dict[str, httpx.Client]) -> None:
    refused = _put(clients["ada"], "gas-standard", PLAIN)
    assert (refused.status_code, "is for gas, this document for electricity" in refused.json()["detail"]) == (422, True)
    for name in ("alice", "anna", "door"):
        assert _put(clients[name], "plain", PLAIN).status_code == 403
    assert clients["alice"].get("/v1/tariffs").status_code == 403
