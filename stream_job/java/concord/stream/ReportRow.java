package concord.stream;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.writer.BinaryRowWriter;

/**
 * A row of table `reports`, whose columns stream_job/reports.py states: of one report, of the sums of a block, or of many
 * rows of the live view. One object serves all rows, which `pipeline.object-reuse` allows.
 */
final class ReportRow {
  static final int SUMMED = 0, LETTER = 1, USER = 2, METER = 3, BLOCK = 4, AT = 5, PARTITION = 6, OFFSET = 7, STAMP = 8;
  static final int FAULT = 9, N = 10, N_FILLING = 11, N_LATE = 12, N_UNUSABLE = 13, ROWTIME = 14;
  static final int TOTAL = 15, LEAST = 16, MOST = 17, LAST_AT = 18, SERVICE_POINTS = 19, LOAD = 20;
  static final int LIVE = 21, COLUMNS = 22;
  private static final int BLOCK_BITS = 6;

  private final BinaryRowData row = new BinaryRowData(COLUMNS);
  private final BinaryRowWriter out = new BinaryRowWriter(row);

  static int blockOf(int user) {
    return user >> BLOCK_BITS;
  }

  /** Every column 0, and no rows of the live view. */
  ReportRow begin() {
    zeros().setNullAt(LIVE);
    return this;
  }

  ReportRow put(int column, int value) {
    out.writeInt(column, value);
    return this;
  }

  ReportRow put(int column, long value) {
    out.writeLong(column, value);
    return this;
  }

  BinaryRowData end() {
    out.complete();
    return row;
  }

  /** The sums of a block in the window that ends at `closes`. */
  BinaryRowData sums(long closes, int letter, int block, Sums sums) {
    begin().at(closes).put(LETTER, letter).put(BLOCK, block).put(SERVICE_POINTS, sums.servicePoints);
    out.writeBoolean(SUMMED, true);
    put(N, sums.received).put(N_FILLING, sums.n).put(N_LATE, sums.late).put(N_UNUSABLE, sums.unusable);
    put(TOTAL, sums.total).put(LOAD, sums.load).put(LEAST, sums.least).put(MOST, sums.most);
    return end();
  }

  /** Rows of the live view. */
  BinaryRowData live(byte[] rows) {
    zeros().writeBinary(LIVE, rows);
    return end();
  }

  private BinaryRowWriter zeros() {
    out.reset();
    for (int column = 0; column < LIVE; column++) out.writeLong(column, 0);
    at(0);
    return out;
  }

  /** The instant (UTC ms) less 1 ms: a window is (start, end], but TUMBLE is [start, end). */
  private ReportRow at(long instant) {
    out.writeTimestamp(ROWTIME, TimestampData.fromEpochMillis(instant - 1), 3);
    return this;
  }
}
