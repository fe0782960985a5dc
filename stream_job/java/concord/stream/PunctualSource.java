package concord.stream;

import java.util.ArrayList;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/**
 * Kafka's own source, in which time passes on silent partitions too. Flink would set them aside, and windows would be
 * closed before what was held up on them while the broker was away.
 */
final class PunctualSource
    implements Source<RowData, KafkaPartitionSplit, KafkaSourceEnumState>, ResultTypeQueryable<RowData> {
  // Flink's answers come each second; an ask that takes longer is none.
  private static final String PATIENCE_MS = "3000";

  private final KafkaSource<RowData> source;
  /** The one that the source's reader of messages asks: serialised with it, it stays the same object. */
  private final Partitions partitions;
  private final ReportSourceOptions options;

  PunctualSource(KafkaSource<RowData> source, Partitions partitions, ReportSourceOptions options) {
    this.source = source;
    this.partitions = partitions;
    this.options = options;
  }

  @Override
  public SourceReader<RowData, KafkaPartitionSplit> createReader(SourceReaderContext context) throws Exception {
    Properties client = new Properties();
    client.setProperty("bootstrap.servers", options.servers());
    client.setProperty("default.api.timeout.ms", PATIENCE_MS);
    client.setProperty("request.timeout.ms", PATIENCE_MS);
    var topics = new ArrayList<>(options.letters().keySet());
    return new PunctualReader(source.createReader(context), partitions, topics, options, client);
  }

  @Override
  public Boundedness getBoundedness() {
    return source.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return source.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState state) throws java.io.IOException {
    return source.restoreEnumerator(context, state);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return new TimedSplit.Serializer(source.getSplitSerializer());
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return source.getEnumeratorCheckpointSerializer();
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return source.getProducedType();
  }
}
