"""How well anomalies are found: the very detectors, on what the live view would hold, against labelled faults."""
