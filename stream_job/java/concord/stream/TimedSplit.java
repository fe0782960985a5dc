package concord.stream;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A partition as checkpoints hold it: windows that were closed by its time stay so after a restart, and so must it. */
final class TimedSplit extends KafkaPartitionSplit {
  /** Before every instant; delays can be taken off it. */
  static final long NEVER = Long.MIN_VALUE / 2;
  private static final byte[] NONE = {};
  /** What has passed in silence, UTC ms. */
  final long time;
  /** Its open windows, as OpenWindows writes them. */
  final byte[] windows;

  TimedSplit(KafkaPartitionSplit split, long time, byte[] windows) {
    super(split.getTopicPartition(), split.getStartingOffset(), split.getStoppingOffset().orElse(NO_STOPPING_OFFSET));
    this.time = time;
    this.windows = windows;
  }

  static long timeOf(KafkaPartitionSplit split) {
    return split instanceof TimedSplit timed ? timed.time : NEVER;
  }

  static byte[] windowsOf(KafkaPartitionSplit split) {
    return split instanceof TimedSplit timed ? timed.windows : NONE;
  }

  /** Kafka's own bytes, the time and the open windows; the length of the first at the end. */
  record Serializer(SimpleVersionedSerializer<KafkaPartitionSplit> own)
      implements SimpleVersionedSerializer<KafkaPartitionSplit> {
    private static final int TIMED = 3000;

    @Override
    public int getVersion() {
      return own.getVersion() + TIMED;
    }

    @Override
    public byte[] serialize(KafkaPartitionSplit split) throws IOException {
      byte[] bytes = own.serialize(split), windows = windowsOf(split);
      return ByteBuffer.allocate(bytes.length + Long.BYTES + windows.length + Integer.BYTES)
          .put(bytes).putLong(timeOf(split)).put(windows).putInt(bytes.length).array();
    }

    @Override
    public KafkaPartitionSplit deserialize(int version, byte[] bytes) throws IOException {
      if (version < TIMED) throw new IOException("This checkpoint is older than version " + TIMED + "; start anew.");
      int end = bytes.length - Integer.BYTES, length = ByteBuffer.wrap(bytes).getInt(end);
      KafkaPartitionSplit split = own.deserialize(version - TIMED, Arrays.copyOf(bytes, length));
      byte[] windows = Arrays.copyOfRange(bytes, length + Long.BYTES, end);
      return new TimedSplit(split, ByteBuffer.wrap(bytes).getLong(length), windows);
    }
  }
}
