package concord.stream;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StatePartitionStreamProvider;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.table.data.RowData;

/**
 * Passes reports on, and after them, before their window closes, one row per block of users and live window with their
 * sums. What is shuffled to the counties is then a few thousand rows a window; Flink's local aggregation does the same
 * at twice the cost of the shuffle it saves.
 */
final class BlockSums extends AbstractStreamOperator<RowData> implements OneInputStreamOperator<RowData, RowData> {
  private final long windowMs;
  private transient TreeMap<Long, Map<Long, Sums>> windows;
  private transient ReportRow row;
  private transient StreamRecord<RowData> record;

  BlockSums(long windowMs) {
    this.windowMs = windowMs;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    windows = new TreeMap<>();
    row = new ReportRow();
    record = new StreamRecord<>(null);
    for (StatePartitionStreamProvider part : context.getRawOperatorStateInputs()) {
      try (DataInputStream from = new DataInputStream(new BufferedInputStream(part.getStream()))) {
        restore(ByteBuffer.wrap(from.readNBytes(from.readInt())));
      }
    }
  }

  /** Raw, because managed state would take the bytes one by one. */
  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    for (Map.Entry<Long, Map<Long, Sums>> window : windows.entrySet()) {
      ByteBuffer bytes = ByteBuffer.allocate(12 + window.getValue().size() * (8 + Sums.BYTES));
      bytes.putInt(bytes.capacity() - 4).putLong(window.getKey());
      window.getValue().forEach((block, sums) -> sums.write(bytes.putLong(block)));
      context.getRawOperatorStateOutput().startNewPartition();
      context.getRawOperatorStateOutput().write(bytes.array());
    }
  }

  private void restore(ByteBuffer bytes) {
    long closes = bytes.getLong();
    while (bytes.hasRemaining()) sumsOf(closes, bytes.getLong()).add(bytes);
  }

  @Override
  public void processElement(StreamRecord<RowData> element) {
    RowData report = element.getValue();
    long closes = (Math.floorDiv(report.getTimestamp(ReportRow.ROWTIME, 3).getMillisecond(), windowMs) + 1) * windowMs;
    long block = (long) report.getInt(ReportRow.LETTER) << 32 | report.getInt(ReportRow.BLOCK) & 0xFFFFFFFFL;
    sumsOf(closes, block).add(report);
    output.collect(element);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    while (!windows.isEmpty() && windows.firstKey() - 1 <= mark.getTimestamp()) emitFirst();
    super.processWatermark(mark);
  }

  /** Others may close the windows of an idle one. */
  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    if (status.isIdle()) while (!windows.isEmpty()) emitFirst();
    super.processWatermarkStatus(status);
  }

  private Sums sumsOf(long closes, long block) {
    return windows.computeIfAbsent(closes, none -> new HashMap<>()).computeIfAbsent(block, none -> new Sums());
  }

  private void emitFirst() {
    var window = windows.pollFirstEntry();
    window.getValue().forEach((block, sums) ->
        output.collect(record.replace(row.of(window.getKey(), (int) (block >> 32), block.intValue(), sums))));
  }
}
