"""Options all our Java servers share."""

from __future__ import annotations

# As many collector threads as a small machine can spare, whatever the number of its cores.
MODEST_G1 = ("-XX:+UseG1GC", "-XX:ParallelGCThreads=2", "-XX:ConcGCThreads=1")
