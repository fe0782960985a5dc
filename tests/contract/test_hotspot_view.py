"""What is written of hotspots is what is read."""

from __future__ import annotations

from contract.hotspot_view import Hotspot, HotspotLayer, Kind, State, layer_key, read_layer, write_layer
from contract.utilities import GAS

SPOT = Hotspot(
    "load-gas-10-0", "load", "gas", State.GROWING, 10, 41.5, -93.5, ([[41.0, -93.0], [41.1, -93.0], [41.1, -93.1]],),
    42, 2.5, 1.25, 6.5, ("85283473fffffff",), 40.5, (41.4, -93.4), 0,
)  # fmt: skip


def test_a_layer_is_read_as_it_was_written() -> None:
    layer = HotspotLayer(20, 21, (SPOT,))
    assert read_layer(write_layer(layer)) == layer


def test_layers_have_keys_of_their_own() -> None:
    assert layer_key(b"t:", Kind.LOAD, GAS) == b"t:hotspots:load:gas"
    assert layer_key(b"", Kind.EVENTS) == b"hotspots:events"
