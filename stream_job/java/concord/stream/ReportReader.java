package concord.stream;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/**
 * Judges each message and puts it where it belongs: the live view's rows, the open windows of its partition, and a row
 * of its own if something of it is late or cannot be used.
 */
final class ReportReader implements KafkaRecordDeserializationSchema<RowData> {
  private static final int NO_BLOCK = -1;

  private final Map<String, Integer> letters;
  private final long windowMs;
  private final long delayMs;
  private final int full;
  private final Partitions partitions;
  private final TypeInformation<RowData> type;
  private transient ReportColumns report;
  private transient LastWindow window;
  private transient String topic;
  private transient int number;
  private transient int letter;
  private transient Partition partition;

  /** `letters` by topic; a report with `full` readings fills a live window. */
  ReportReader(
      Map<String, Integer> letters,
      long windowMs,
      long delayMs,
      int full,
      Partitions partitions,
      TypeInformation<RowData> type) {
    this.letters = letters;
    this.windowMs = windowMs;
    this.delayMs = delayMs;
    this.full = full;
    this.partitions = partitions;
    this.type = type;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<RowData> collector) {
    if (report == null) open();
    find(message);
    ReportRows rows = partitions.rows().to(collector::collect);
    long time = partition.heard(message.offset(), message.timestamp());
    partition.windows().close(time - delayMs, rows);
    boolean decoded = report.read(message.value());
    int fault = decoded ? faultOf(message.timestamp()) : ReportFault.UNDECODABLE;
    // what has no columns counts as one reading, as it does in the archive
    int n = decoded && report.n > 0 ? report.n : 1;
    int late = fault == ReportFault.NONE ? putUsable(time, rows) : putUnusable(decoded && fault != ReportFault.UNREGISTERED, n, time);
    if (fault != ReportFault.NONE || late > 0) rows.give(row -> written(row, message, decoded, fault, n, late));
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return type;
  }

  private void open() {
    report = new ReportColumns();
    window = new LastWindow(windowMs);
  }

  private void find(ConsumerRecord<byte[], byte[]> message) {
    if (message.topic() == topic && message.partition() == number) return;
    topic = message.topic();
    number = message.partition();
    letter = letters.get(topic);
    partition = partitions.of(topic, number);
  }

  private int faultOf(long stamp) {
    int fault = ReportFault.of(report, stamp);
    boolean stranger = fault == ReportFault.NONE && partitions.registry().isStranger(report.user);
    return stranger ? ReportFault.UNREGISTERED : fault;
  }

  /** How many of its readings are late. */
  private int putUsable(long time, ReportRows rows) {
    window.of(report);
    int n = report.n, last = n - 1, inside = n - window.first;
    // the second only where stamps fall back, which they must not
    boolean late = window.closes <= time - delayMs || partition.windows().isClosed(window.closes);
    boolean fills = !late && inside == n && n == full;
    int lateOnes = late ? n : window.first;
    OpenWindow open = partition.windows().of(late ? openEnd(time) : window.closes, letter);
    Sums sums = open.ofBlock(ReportRow.blockOf(report.user));
    sums.count(n, lateOnes, 0);
    LiveRows live = rows.live(letter, report.user, report.meter);
    live.reading(report.at + report.offset[last], report.register[last], report.demand[last]);
    if (fills) {
      sums.add(n, window.total, window.least, window.most);
      live.window(window.closes, n, window.total, window.squares, window.least, window.most);
    } else if (!late) {
      open.parts().add(report.user, inside, window.total, window.squares, window.least, window.most);
    }
    return lateOnes;
  }

  private int putUnusable(boolean known, int n, long time) {
    int block = known && report.user > 0 ? ReportRow.blockOf(report.user) : NO_BLOCK;
    partition.windows().of(openEnd(time), letter).ofBlock(block).count(n, 0, n);
    return 0;
  }

  /** End of the window at the partition's time: what is late or cannot be used is counted there, and so is never missed. */
  private long openEnd(long time) {
    return LastWindow.endOf(Math.max(time, partition.windows().firstOpen()), windowMs);
  }

  private RowData written(
      ReportRow row, ConsumerRecord<byte[], byte[]> message, boolean decoded, int fault, int n, int late) {
    row.begin().put(ReportRow.LETTER, letter).put(ReportRow.BLOCK, NO_BLOCK);
    row.put(ReportRow.PARTITION, number).put(ReportRow.OFFSET, message.offset()).put(ReportRow.STAMP, message.timestamp());
    row.put(ReportRow.FAULT, fault).put(ReportRow.N, (long) n).put(ReportRow.N_LATE, (long) late);
    if (!decoded) return row.end();
    row.put(ReportRow.USER, report.user).put(ReportRow.METER, report.meter).put(ReportRow.AT, report.at);
    if (late > 0) row.put(ReportRow.LAST_AT, report.at + report.offset[n - 1]);
    return row.end();
  }
}
