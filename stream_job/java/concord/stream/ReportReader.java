package concord.stream;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.kafka.shaded.org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.flink.table.data.RowData;
import org.apache.flink.util.Collector;

/** One row per message, judged, with the statistics of its last live window. */
final class ReportReader implements KafkaRecordDeserializationSchema<RowData> {
  private static final int NO_BLOCK = -1;

  private final Map<String, Integer> letters;
  private final long windowMs;
  private final long delayMs;
  private final int full;
  private final Silence silence;
  private final TypeInformation<RowData> type;
  private transient ReportColumns report;
  private transient LastWindow window;
  private transient ReportRow row;
  private transient String topic;
  private transient int partition;
  private transient Silence.Known known;

  /** `letters` by topic; a report with `full` readings fills a live window. */
  ReportReader(
      Map<String, Integer> letters,
      long windowMs,
      long delayMs,
      int full,
      Silence silence,
      TypeInformation<RowData> type) {
    this.letters = letters;
    this.windowMs = windowMs;
    this.delayMs = delayMs;
    this.full = full;
    this.silence = silence;
    this.type = type;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> message, Collector<RowData> rows) {
    if (report == null) open();
    long time = timeOf(message);
    known.parts().close(time - delayMs, row, rows::collect);
    boolean decoded = report.read(message.value());
    int fault = decoded ? ReportFault.of(report, message.timestamp()) : ReportFault.UNDECODABLE;
    // what has no columns counts as one reading, as it does in the archive
    int n = decoded && report.n > 0 ? report.n : 1;
    row.begin().put(ReportRow.LETTER, letters.get(message.topic())).put(ReportRow.BLOCK, NO_BLOCK);
    row.put(ReportRow.PARTITION, message.partition()).put(ReportRow.OFFSET, message.offset());
    row.put(ReportRow.STAMP, message.timestamp()).put(ReportRow.FAULT, fault).put(ReportRow.N, (long) n);
    if (decoded) putOrigin();
    if (fault == ReportFault.NONE) putUsable(n, time);
    // What is late or cannot be used takes the broker's time: by it no window is ever missed.
    else row.at(time).put(ReportRow.N_UNUSABLE, (long) n);
    rows.collect(row.end());
  }

  @Override
  public TypeInformation<RowData> getProducedType() {
    return type;
  }

  private void open() {
    report = new ReportColumns();
    window = new LastWindow(windowMs);
    row = new ReportRow();
  }

  /** The partition's time at this message, UTC ms. */
  private long timeOf(ConsumerRecord<byte[], byte[]> message) {
    if (message.topic() != topic || message.partition() != partition) {
      topic = message.topic();
      partition = message.partition();
      known = silence.of(topic, partition);
    }
    return known.heard(message.offset(), message.timestamp());
  }

  private void putOrigin() {
    row.put(ReportRow.USER, report.user).put(ReportRow.METER, report.meter).put(ReportRow.AT, report.at);
    if (report.user > 0) row.put(ReportRow.BLOCK, report.user >> ReportRow.BLOCK_BITS);
  }

  private void putUsable(int n, long time) {
    window.of(report);
    int last = n - 1, inside = n - window.first;
    long at = report.at + report.offset[last];
    boolean late = window.closes <= time - delayMs, fills = !late && inside == n && n == full;
    // only where stamps fall back, which they must not
    if (!fills && known.parts().isClosed(window.closes)) late = true;
    if (!late && !fills) known.parts().add(letters.get(topic), report.user, window, inside);
    row.at(late ? time : at).put(ReportRow.N_LATE, late ? n : (long) window.first);
    row.put(ReportRow.N_FILLING, fills ? n : 0L);
    row.put(ReportRow.CLOSES, window.closes).put(ReportRow.TOTAL, window.total);
    row.put(ReportRow.SQUARES, window.squares).put(ReportRow.LEAST, window.least).put(ReportRow.MOST, window.most);
    row.put(ReportRow.LAST_AT, at).put(ReportRow.LAST_REGISTER, report.register[last]);
    row.put(ReportRow.LAST_DEMAND, report.demand[last]);
  }
}
