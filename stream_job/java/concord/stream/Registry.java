package concord.stream;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.BitSet;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.TopicPartition;
import org.apache.flink.kafka.shaded.org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The blocks of users that topic `registry` knows (contract/registry.py). Who is in none of them is a stranger, of whom
 * nothing is kept: numbers that anybody may make up would fill the live view. Where it knows no block, nobody is one.
 */
final class Registry implements Serializable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long NOW_AND_THEN_NS = 1_000_000_000;
  /** While strangers come all the time, it is read no more often: what it was told meanwhile waits so long at most. */
  private static final long AGAIN_NS = 50_000_000;
  private static final Pattern KEY = Pattern.compile("block:(\\d{1,8})");

  private final String servers;
  private final TopicPartition topic;
  private transient KafkaConsumer<byte[], byte[]> consumer;
  private transient BitSet blocks;
  private transient long read;

  Registry(String servers, String topic) {
    this.servers = servers;
    this.topic = new TopicPartition(topic, 0);
  }

  /** Whether no block of this user is known, even now. */
  boolean isStranger(int user) {
    if (blocks == null) open();
    int block = ReportRow.blockOf(user);
    if (blocks.isEmpty() || blocks.get(block)) return false;
    if (System.nanoTime() - read > AGAIN_NS) readToEnd();
    return !blocks.get(block);
  }

  /** Takes in what has come, without waiting: it is how the first block is noticed, and one that was taken away. */
  void follow(long now) {
    if (blocks == null || now - read < NOW_AND_THEN_NS) return;
    take(Duration.ZERO);
    read = now;
  }

  void close() {
    if (consumer != null) consumer.close(Duration.ZERO);
  }

  private void open() {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", servers);
    client.setProperty("enable.auto.commit", "false");
    client.setProperty("allow.auto.create.topics", "false");
    client.setProperty("auto.offset.reset", "earliest");
    client.setProperty("max.poll.records", "10000");
    consumer = new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.assign(Set.of(topic));
    consumer.seekToBeginning(Set.of(topic));
    blocks = new BitSet();
    readToEnd();
  }

  /** A broker that does not answer ends the job, which begins again: to judge by half a registry would lose homes. */
  private void readToEnd() {
    long end = consumer.endOffsets(Set.of(topic), PATIENCE).get(topic);
    long patient = System.nanoTime() + PATIENCE.toNanos();
    while (consumer.position(topic, PATIENCE) < end) {
      if (System.nanoTime() > patient) throw new IllegalStateException("Topic " + topic + " was not read in " + PATIENCE);
      take(Duration.ofMillis(100));
    }
    read = System.nanoTime();
  }

  private void take(Duration patience) {
    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(patience)) {
      Matcher key = KEY.matcher(message.key() == null ? "" : new String(message.key(), StandardCharsets.US_ASCII));
      if (key.matches()) blocks.set(Integer.parseInt(key.group(1)), message.value() != null);
    }
  }
}
