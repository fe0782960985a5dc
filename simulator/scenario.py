"""What one simulation is: enough to go on with it after a stop, and to know its truth."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from contract.settings import Settings
from contract.windows import INTERVAL_MS
from simulator.demand.country import Country
from simulator.demand.spikes import Spike
from simulator.faults.kinds import Fault

HEARTBEAT_MS = 5_000
SOLAR = "Of a hundred homes so many have panels, and a register of what they feed in."


class ScenarioError(ValueError):
    """A scenario that cannot be; the message says which, why and what to do."""


@dataclass(frozen=True)
class Scenario:
    """Instants in UTC ms, both on interval ends: readings begin at `origin`, heartbeats at `live_from`."""

    users: int
    seed: int
    origin: int
    live_from: int
    heartbeat_ms: int = HEARTBEAT_MS
    spikes: tuple[Spike, ...] = ()
    faults: tuple[Fault, ...] = ()
    solar: int = 0  # of a hundred homes

    def __post_init__(self) -> None:
        if self.users < 1:
            raise ScenarioError(f"{self.users} users cannot be simulated; ask for at least 1.")
        if not 0 <= self.solar <= 100:
            raise ScenarioError(f"{self.solar} of a hundred homes cannot have solar; ask for 0 to 100.")
        if self.origin % INTERVAL_MS or self.live_from % INTERVAL_MS:
            raise ScenarioError("A simulation begins at a full quarter hour; choose such an instant.")

    def country(self) -> Country:
        return Country(self.users, self.seed, self.spikes, self.faults, solar=self.solar)


def scenario_file(settings: Settings) -> Path:
    """Where the running simulation of a namespace is described."""
    return Path(settings.data_dir) / f"simulation{'-' if settings.namespace else ''}{settings.namespace}.json"


def save(scenario: Scenario, path: Path) -> None:
    """Replaces the file in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(asdict(scenario), indent=1, sort_keys=True) + "\n")
    draft.replace(path)


def load(path: Path) -> Scenario:
    """Raises ScenarioError if there is none, or it cannot be read."""
    try:
        fields = json.loads(path.read_text())
        spikes = tuple(Spike(**spike) for spike in fields.pop("spikes"))
        faults = tuple(Fault(**fault) for fault in fields.pop("faults", ()))
        return Scenario(**fields, spikes=spikes, faults=faults)
    except FileNotFoundError:
        raise ScenarioError(f"There is no {path}; run a simulation first, or give its options.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise ScenarioError(f"{path} does not describe a simulation ({error}); remove it.") from None
