"""The speed layer's closing readings held against the batch's, before a run is published."""
