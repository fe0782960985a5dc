package concord.stream;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;

/**
 * Which partitions of one reader are silent, by the broker's word: for so long nothing has lain on them that was not
 * read. Time passes for them as it does on the others: broker time never falls, so nothing older can come any more. If
 * something does, because producers stamp and one of them was held up, it is as late as time has passed, and no closed
 * window meets it.
 */
final class Silence implements Serializable {
  private final long leastNs;
  private transient Map<TopicPartition, Known> known;

  Silence(long leastMs) {
    leastNs = leastMs * 1_000_000;
  }

  /** What is known of a partition. */
  static final class Known {
    private final String split;
    private long next;
    private long since;
    private boolean heard;
    private long time;
    private final PartWindows parts;

    private Known(KafkaPartitionSplit from) {
      parts = PartWindows.of(TimedSplit.partsOf(from));
      split = from.splitId();
      next = Math.max(0, from.getStartingOffset());
      time = TimedSplit.timeOf(from);
    }

    /** A message was read; gives the partition's time (UTC ms): its stamp, if not more has passed in silence. */
    long heard(long offset, long stamp) {
      next = offset + 1;
      heard = true;
      return Math.max(stamp, time);
    }

    String split() {
      return split;
    }

    long time() {
      return time;
    }

    /** Its open windows. */
    PartWindows parts() {
      return parts;
    }
  }

  /** From here on this partition is read. */
  void read(KafkaPartitionSplit split) {
    all().put(split.getTopicPartition(), new Known(split));
  }

  Known of(String topic, int partition) {
    return all().get(new TopicPartition(topic, partition));
  }

  /** The same with the time and the open windows of its partition. */
  KafkaPartitionSplit timed(KafkaPartitionSplit split) {
    Known each = all().get(split.getTopicPartition());
    return each == null ? split : new TimedSplit(split, each.time, each.parts.bytes());
  }

  /** All that are read. */
  Map<TopicPartition, Known> all() {
    if (known == null) known = new HashMap<>();
    return known;
  }

  /** Whether there are some of which nothing was heard since this was last asked. */
  boolean anyQuiet() {
    boolean quiet = false;
    for (Known each : all().values()) {
      if (each.heard) each.since = 0;
      quiet |= !each.heard;
      each.heard = false;
    }
    return quiet;
  }

  /** What the broker said at `now` (ns): where it was silent long enough, it is as late as on any partition. */
  void learn(BrokerWord word, long now) {
    all().forEach((partition, each) -> {
      boolean atEnd = !each.heard && each.next >= word.ends().getOrDefault(partition, Long.MAX_VALUE);
      if (!atEnd) each.since = 0;
      else if (each.since == 0) each.since = now;
      else if (now - each.since >= leastNs) each.time = Math.max(each.time, word.newest());
    });
  }

  /** The broker did not answer, so nobody knows. */
  void learnNothing() {
    for (Known each : all().values()) each.since = 0;
  }
}
