package concord.stream;

import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.Admin;
import org.apache.flink.table.data.RowData;

/** Kafka's own reader; where partitions are silent it says how far time has passed there. */
final class PunctualReader implements SourceReader<RowData, KafkaPartitionSplit> {
  private static final long LOOK_MS = 500, HANDED_OUT_MS = 60_000;
  private static final int POLLS = 1024;

  private final SourceReader<RowData, KafkaPartitionSplit> reader;
  private final Silence silence;
  private final Collection<String> topics;
  private final long delayMs;
  private final boolean bounded;
  private final ReportRow row = new ReportRow();
  private final Admin broker;
  private CompletableFuture<Void> alarm = CompletableFuture.completedFuture(null);
  private CompletableFuture<BrokerWord> word;
  private final long began = System.nanoTime();
  private long looked = began;
  private int polls;

  PunctualReader(
      SourceReader<RowData, KafkaPartitionSplit> reader,
      Silence silence,
      Collection<String> topics,
      ReportSourceOptions options,
      Properties client) {
    this.reader = reader;
    this.silence = silence;
    this.topics = topics;
    this.delayMs = options.delay().toMillis();
    this.bounded = options.bounded();
    this.broker = Admin.create(client);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RowData> output) throws Exception {
    InputStatus status = reader.pollNext(output);
    if (status == InputStatus.END_OF_INPUT) for (Silence.Known each : silence.all().values()) closeAll(each, output);
    if (!bounded && (status != InputStatus.MORE_AVAILABLE || ++polls % POLLS == 0)) look(output);
    return status;
  }

  private void look(ReaderOutput<RowData> output) {
    long now = System.nanoTime();
    if (word != null && word.isDone()) hear(output, now);
    if (word != null || now - looked < LOOK_MS * 1_000_000) return;
    looked = now;
    // Not at once: partitions are handed out some time after the start, and others would close their windows.
    if (silence.all().isEmpty() && now - began > HANDED_OUT_MS * 1_000_000) output.markIdle();
    else if (silence.anyQuiet()) word = BrokerWord.ask(broker, topics, silence.all().keySet()).toCompletableFuture();
  }

  private void hear(ReaderOutput<RowData> output, long now) {
    if (word.isCompletedExceptionally()) silence.learnNothing();
    else silence.learn(word.join(), now);
    word = null;
    for (Silence.Known each : silence.all().values()) {
      // as Flink's own does for a message with this stamp
      if (each.time() > Long.MIN_VALUE) {
        SourceOutput<RowData> split = output.createOutputForSplit(each.split());
        each.parts().close(each.time() - delayMs, row, window -> split.collect(window, each.time()));
        split.emitWatermark(new Watermark(each.time() - delayMs - 1));
      }
    }
  }

  private void closeAll(Silence.Known partition, ReaderOutput<RowData> output) {
    partition.parts().close(Long.MAX_VALUE, row, window -> output.collect(window, partition.time()));
  }

  /** Also now and then when nothing comes. */
  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> records = reader.isAvailable();
    if (records.isDone()) return records;
    if (alarm.isDone()) alarm = new CompletableFuture<Void>().completeOnTimeout(null, LOOK_MS, TimeUnit.MILLISECONDS);
    return CompletableFuture.anyOf(records, alarm).thenRun(() -> {});
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    splits.forEach(silence::read);
    reader.addSplits(splits);
  }

  @Override
  public void close() throws Exception {
    broker.close(java.time.Duration.ZERO);
    reader.close();
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    return reader.snapshotState(checkpoint).stream().map(silence::timed).toList();
  }

  @Override
  public void notifyNoMoreSplits() {
    reader.notifyNoMoreSplits();
  }

  @Override
  public void handleSourceEvents(SourceEvent event) {
    reader.handleSourceEvents(event);
  }

  @Override
  public void notifyCheckpointComplete(long checkpoint) throws Exception {
    reader.notifyCheckpointComplete(checkpoint);
  }

  @Override
  public void notifyCheckpointAborted(long checkpoint) throws Exception {
    reader.notifyCheckpointAborted(checkpoint);
  }

  @Override
  public void pauseOrResumeSplits(Collection<String> pause, Collection<String> resume) {
    reader.pauseOrResumeSplits(pause, resume);
  }
}
