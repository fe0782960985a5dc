package concord.stream;

import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;

/**
 * Which partitions of one reader are silent, by the broker's word: for so long nothing has lain on them that was not
 * read. Time passes for them as it does on the others: broker time never falls, so nothing older can come any more. If
 * something does, because producers stamp and one of them was held up, it is as late as time has passed, and no closed
 * window meets it.
 */
final class Silence {
  private final Partitions partitions;
  private final long leastNs;

  Silence(Partitions partitions, long leastMs) {
    this.partitions = partitions;
    leastNs = leastMs * 1_000_000;
  }

  /** Whether there are some of which nothing was heard since this was last asked. */
  boolean anyQuiet() {
    boolean quiet = false;
    for (Partition each : partitions.all()) quiet |= each.wasQuiet();
    return quiet;
  }

  /** What the broker said at `now` (ns): where it was silent long enough, it is as late as on any partition. */
  void learn(BrokerWord word, long now) {
    for (TopicPartition name : partitions.names()) {
      Partition each = partitions.of(name);
      if (!each.isAtEnd(word.ends().getOrDefault(name, Long.MAX_VALUE))) each.since = 0;
      else if (each.since == 0) each.since = now;
      else if (now - each.since >= leastNs) each.pass(word.newest());
    }
  }

  /** The broker did not answer, so nobody knows. */
  void learnNothing() {
    for (Partition each : partitions.all()) each.since = 0;
  }
}
