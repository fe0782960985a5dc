package concord.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A partition as checkpoints hold it: windows that were closed by its time stay so after a restart, and so must it. */
final class TimedSplit extends KafkaPartitionSplit {
  /** What has passed in silence, UTC ms. */
  final long time;

  TimedSplit(KafkaPartitionSplit split, long time) {
    super(split.getTopicPartition(), split.getStartingOffset(), split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
    this.time = time;
  }

  static long timeOf(KafkaPartitionSplit split) {
    return split instanceof TimedSplit timed ? timed.time : Long.MIN_VALUE;
  }

  /** Kafka's own bytes, and the time after them. What older checkpoints hold is read too. */
  record Serializer(SimpleVersionedSerializer<KafkaPartitionSplit> own)
      implements SimpleVersionedSerializer<KafkaPartitionSplit> {
    private static final int TIMED = 1000;

    @Override
    public int getVersion() {
      return own.getVersion() + TIMED;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
      byte[] bytes = own.serialize(split);
      return ByteBuffer.allocate(bytes.length + Long.BYTES).put(bytes).putLong(timeOf(split)).array();
    }

    @Override
    public KafkaPartitionSplit deserialize(int version, byte[] bytes) throws IOException {
      if (version < TIMED) return own.deserialize(version, bytes);
      int length = bytes.length - Long.BYTES;
      KafkaPartitionSplit split = own.deserialize(version - TIMED, Arrays.copyOf(bytes, length));
      return new TimedSplit(split, ByteBuffer.wrap(bytes).getLong(length));
    }
  }
}
