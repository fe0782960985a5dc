package concord.stream;

import java.io.Serializable;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;

/** What one reader reads, what it asks and the rows that it gives: its two halves, Kafka's and ours, share this. */
final class Partitions implements Serializable {
  private final Registry registry;
  private transient Map<TopicPartition, Partition> known;
  private transient ReportRows rows;

  Partitions(Registry registry) {
    this.registry = registry;
  }

  Registry registry() {
    return registry;
  }

  /** From here on this partition is read. */
  void read(KafkaPartitionSplit split) {
    known().put(split.getTopicPartition(), new Partition(split));
  }

  Partition of(String topic, int partition) {
    return known().get(new TopicPartition(topic, partition));
  }

  Partition of(TopicPartition name) {
    return known().get(name);
  }

  Collection<Partition> all() {
    return known().values();
  }

  Set<TopicPartition> names() {
    return known().keySet();
  }

  /** The same with the time and the open windows of its partition. */
  KafkaPartitionSplit timed(KafkaPartitionSplit split) {
    Partition partition = known().get(split.getTopicPartition());
    return partition == null ? split : partition.timed(split);
  }

  ReportRows rows() {
    if (rows == null) rows = new ReportRows();
    return rows;
  }

  private Map<TopicPartition, Partition> known() {
    if (known == null) known = new HashMap<>();
    return known;
  }
}
