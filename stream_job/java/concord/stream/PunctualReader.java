package concord.stream;

import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.admin.Admin;
import org.apache.flink.table.data.RowData;

/** Kafka's own reader, many messages at a time; for each partition it says how far time has passed there. */
final class PunctualReader implements SourceReader<RowData, KafkaPartitionSplit> {
  private static final long LOOK_NS = 500_000_000, SAY_NS = 100_000_000, HANDED_OUT_NS = 60_000_000_000L;
  // A checkpoint waits for these; what they give is given before it.
  private static final int MESSAGES = 512;

  private final SourceReader<RowData, KafkaPartitionSplit> reader;
  private final Partitions partitions;
  private final Silence silence;
  private final Collection<String> topics;
  private final long delayMs;
  private final boolean bounded;
  private final Admin broker;
  private CompletableFuture<Void> alarm = CompletableFuture.completedFuture(null);
  private CompletableFuture<BrokerWord> word;
  private final long began = System.nanoTime();
  private long looked = began;
  private long said = began;

  PunctualReader(
      SourceReader<RowData, KafkaPartitionSplit> reader,
      Partitions partitions,
      Collection<String> topics,
      ReportSourceOptions options,
      Properties client) {
    this.reader = reader;
    this.partitions = partitions;
    this.silence = new Silence(partitions, options.idle().toMillis());
    this.topics = topics;
    this.delayMs = options.delay().toMillis();
    this.bounded = options.bounded();
    this.broker = Admin.create(client);
  }

  @Override
  public InputStatus pollNext(ReaderOutput<RowData> output) throws Exception {
    InputStatus status = reader.pollNext(output);
    for (int i = 1; i < MESSAGES && status == InputStatus.MORE_AVAILABLE; i++) status = reader.pollNext(output);
    long now = System.nanoTime();
    partitions.registry().follow(now);
    if (status == InputStatus.END_OF_INPUT) closeAll(output);
    else if (!bounded) look(output, now);
    partitions.rows().to(output::collect).giveLive();
    if (status != InputStatus.MORE_AVAILABLE || now - said > SAY_NS) sayTimes(output, now);
    return status;
  }

  private void look(ReaderOutput<RowData> output, long now) {
    if (word != null && word.isDone()) hear(output, now);
    if (word != null || now - looked < LOOK_NS) return;
    looked = now;
    // Not at once: partitions are handed out some time after the start, and others would close their windows.
    if (partitions.all().isEmpty() && now - began > HANDED_OUT_NS) output.markIdle();
    else if (silence.anyQuiet()) word = BrokerWord.ask(broker, topics, partitions.names()).toCompletableFuture();
  }

  private void hear(ReaderOutput<RowData> output, long now) {
    if (word.isCompletedExceptionally()) silence.learnNothing();
    else silence.learn(word.join(), now);
    word = null;
    ReportRows rows = partitions.rows().to(output::collect);
    for (Partition each : partitions.all()) each.windows().close(each.silent() - delayMs, rows);
  }

  private void closeAll(ReaderOutput<RowData> output) {
    ReportRows rows = partitions.rows().to(output::collect);
    for (Partition each : partitions.all()) each.windows().close(Long.MAX_VALUE, rows);
  }

  private void sayTimes(ReaderOutput<RowData> output, long now) {
    said = now;
    for (Partition each : partitions.all()) {
      // It ends 1 ms below the delay: a window closes only when a reading of it would be late by its own stamp.
      if (each.hasNewTime()) {
        output.createOutputForSplit(each.split()).emitWatermark(new Watermark(each.sayTime() - delayMs - 1));
      }
    }
  }

  /** Also now and then when nothing comes. */
  @Override
  public CompletableFuture<Void> isAvailable() {
    CompletableFuture<Void> records = reader.isAvailable();
    if (records.isDone()) return records;
    if (alarm.isDone()) alarm = new CompletableFuture<Void>().completeOnTimeout(null, LOOK_NS, TimeUnit.NANOSECONDS);
    return CompletableFuture.anyOf(records, alarm).thenRun(() -> {});
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> splits) {
    splits.forEach(partitions::read);
    reader.addSplits(splits);
  }

  @Override
  public void close() throws Exception {
    broker.close(java.time.Duration.ZERO);
    partitions.registry().close();
    reader.close();
  }

  @Override
  public void start() {
    reader.start();
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpoint) {
    return reader.snapshotState(checkpoint).stream().map(partitions::timed).toList();
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
