"""The speed layer: a PyFlink event-time job from reports to live view, region view, alerts, late and quarantine."""
