package concord.stream;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.Admin;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.TopicDescription;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;

/** The newest stamp on any partition (UTC ms), and, as of later, the first offset that some do not hold yet. */
record BrokerWord(long newest, Map<TopicPartition, Long> ends) {

  /** Asks without waiting. The stamp comes first: what the ends do not cover can only be newer. */
  static CompletionStage<BrokerWord> ask(Admin broker, Collection<String> topics, Set<TopicPartition> read) {
    Set<TopicPartition> mine = new HashSet<>(read);
    return broker.describeTopics(topics).allTopicNames().toCompletionStage()
        .thenCompose(found -> offsets(broker, partitions(found), OffsetSpec.maxTimestamp()))
        .thenApply(found -> found.values().stream().mapToLong(ListOffsetsResultInfo::timestamp).max().orElse(-1))
        .thenCompose(newest -> offsets(broker, mine, OffsetSpec.latest()).thenApply(ends -> of(newest, ends)));
  }

  private static BrokerWord of(long newest, Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<TopicPartition, Long> offsets = new HashMap<>();
    ends.forEach((partition, end) -> offsets.put(partition, end.offset()));
    return new BrokerWord(newest, offsets);
  }

  private static Set<TopicPartition> partitions(Map<String, TopicDescription> topics) {
    Set<TopicPartition> all = new HashSet<>();
    topics.forEach(
        (name, topic) -> topic.partitions().forEach(each -> all.add(new TopicPartition(name, each.partition()))));
    return all;
  }

  private static CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      Admin broker, Set<TopicPartition> of, OffsetSpec which) {
    var asked = of.stream().collect(Collectors.toMap(Function.identity(), each -> which));
    return broker.listOffsets(asked).all().toCompletionStage();
  }
}
