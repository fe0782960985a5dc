package concord.stream;

import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryRowData;
import org.apache.flink.table.data.writer.BinaryRowWriter;

/**
 * A row of table `reports`, whose columns stream_job/reports.py states: of one report, or of the sums of a block. One
 * object serves all rows, which `pipeline.object-reuse` allows.
 */
final class ReportRow {
  static final int SUMMED = 0, LETTER = 1, USER = 2, METER = 3, BLOCK = 4, AT = 5, PARTITION = 6, OFFSET = 7, STAMP = 8;
  static final int FAULT = 9, N = 10, N_FILLING = 11, N_LATE = 12, N_UNUSABLE = 13, ROWTIME = 14;
  static final int CLOSES = 15, TOTAL = 16, SQUARES = 17, LEAST = 18, MOST = 19;
  static final int LAST_AT = 20, LAST_REGISTER = 21, LAST_DEMAND = 22, SERVICE_POINTS = 23, LOAD = 24, COLUMNS = 25;
  static final int BLOCK_BITS = 6;

  private final BinaryRowData row = new BinaryRowData(COLUMNS);
  private final BinaryRowWriter out = new BinaryRowWriter(row);

  /** Every column 0. */
  ReportRow begin() {
    out.reset();
    for (int column = 0; column < COLUMNS; column++) out.writeLong(column, 0);
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

  /** The instant (UTC ms) less 1 ms: a window is (start, end], but TUMBLE is [start, end). */
  ReportRow at(long instant) {
    out.writeTimestamp(ROWTIME, TimestampData.fromEpochMillis(instant - 1), 3);
    return this;
  }

  BinaryRowData end() {
    out.complete();
    return row;
  }

  /** A live window of a service point that came in parts: it fills itself, and its readings have been counted. */
  BinaryRowData of(long closes, int letter, int user, int n, long total, long squares, int least, int most) {
    begin().at(closes).put(LETTER, letter).put(USER, user).put(BLOCK, user >> BLOCK_BITS).put(N_FILLING, (long) n);
    put(CLOSES, closes).put(TOTAL, total).put(SQUARES, squares).put(LEAST, least).put(MOST, most);
    return end();
  }

  /** The sums of a block in the window that ends at `closes`. */
  BinaryRowData of(long closes, int letter, int block, Sums sums) {
    begin().at(closes).put(LETTER, letter).put(BLOCK, block).put(SERVICE_POINTS, sums.servicePoints);
    out.writeBoolean(SUMMED, true);
    put(N, sums.received).put(N_FILLING, sums.n).put(N_LATE, sums.late).put(N_UNUSABLE, sums.unusable);
    put(TOTAL, sums.total).put(LOAD, sums.load).put(LEAST, sums.least).put(MOST, sums.most).put(CLOSES, closes);
    return end();
  }
}
