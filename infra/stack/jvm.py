"""Options all our Java servers share."""

from __future__ import annotations

# As many collector threads as a small machine can spare, whatever the number of its cores.
MODEST_G1 = ("-XX:+UseG1GC", "-XX:ParallelGCThreads=2", "-XX:ConcGCThreads=1")

# Windows of many service points live for seconds, in arrays that G1 holds apart and looks after all the time: it took
# twice the processor time of this one. What its full collections cost the slowest readings is not known yet.
THROUGHPUT = ("-XX:+UseParallelGC", "-XX:ParallelGCThreads=2")
