package concord.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Properties;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.KafkaSourceBuilder;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.ProviderContext;
import org.apache.flink.table.connector.source.DataStreamScanProvider;
import org.apache.flink.table.connector.source.DynamicTableSource;
import org.apache.flink.table.connector.source.ScanTableSource;
import org.apache.flink.table.connector.source.abilities.SupportsSourceWatermark;
import org.apache.flink.table.data.RowData;

/** Kafka's own source with our reader; the watermark is each partition's broker time less the delay. */
final class ReportSource implements ScanTableSource, SupportsSourceWatermark {
  // On a backlog partitions are read at different speeds, and open windows of the fast ones would fill the heap.
  private static final Duration MOST_DRIFT = Duration.ofHours(1), LOOK_EVERY = Duration.ofMillis(250);

  private final ReportSourceOptions options;
  private final ReportReader reader;
  private final Partitions partitions;

  ReportSource(ReportSourceOptions options, ReportReader reader, Partitions partitions) {
    this.options = options;
    this.reader = reader;
    this.partitions = partitions;
  }

  @Override
  public ChangelogMode getChangelogMode() {
    return ChangelogMode.insertOnly();
  }

  @Override
  public ScanRuntimeProvider getScanRuntimeProvider(ScanContext context) {
    Source<RowData, ?, ?> source = new PunctualSource(fromKafka(), partitions, options);
    return new DataStreamScanProvider() {
      @Override
      public DataStream<RowData> produceDataStream(ProviderContext names, StreamExecutionEnvironment environment) {
        var reports = environment.fromSource(source, watermarks(), "reports");
        names.generateUid("reports").ifPresent(reports::uid);
        return reports;
      }

      @Override
      public boolean isBounded() {
        return options.bounded();
      }
    };
  }

  private KafkaSource<RowData> fromKafka() {
    Properties fetching = new Properties();
    fetching.setProperty("fetch.min.bytes", "65536");
    fetching.setProperty("fetch.max.wait.ms", "200");
    KafkaSourceBuilder<RowData> builder =
        KafkaSource.<RowData>builder()
            .setBootstrapServers(options.servers())
            .setGroupId(options.group())
            .setTopics(new ArrayList<>(options.letters().keySet()))
            .setStartingOffsets(OffsetsInitializer.earliest())
            .setProperties(fetching)
            .setDeserializer(reader);
    return (options.bounded() ? builder.setBounded(OffsetsInitializer.latest()) : builder).build();
  }

  private WatermarkStrategy<RowData> watermarks() {
    // The reader says how far time has passed: most messages make no row of their own.
    WatermarkStrategy<RowData> strategy = WatermarkStrategy.noWatermarks();
    // Bounded topics are not aligned: the connector fails when told to pause a partition that it has read to its end.
    if (options.bounded()) return strategy;
    return strategy.withWatermarkAlignment("reports", MOST_DRIFT, LOOK_EVERY);
  }

  @Override
  public void applySourceWatermark() {
    // it is the only one there is
  }

  @Override
  public DynamicTableSource copy() {
    return new ReportSource(options, reader, partitions);
  }

  @Override
  public String asSummaryString() {
    return "reports of " + options.letters().keySet();
  }
}
