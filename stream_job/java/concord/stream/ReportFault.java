package concord.stream;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.ScalarFunction;

/** The number of contract/validity.py's Fault, in one pass over the columns. SQL has no loop over an array. */
public class ReportFault extends ScalarFunction {
  private static final long REGISTER_LIMIT = 100_000_000_000_000L;
  private static final int DEMAND_LIMIT = 10_000_000;
  private static final int MOST_READINGS = 12;
  private static final long MINUTE = 60_000L;
  private static final long BEHIND = 400L * 86_400_000L;

  public @DataTypeHint("INT NOT NULL") int eval(
      @DataTypeHint("INT") Integer user,
      @DataTypeHint("INT") Integer meter,
      @DataTypeHint("BIGINT") Long at,
      @DataTypeHint(value = "ARRAY<INT>", bridgedTo = ArrayData.class) ArrayData offset,
      @DataTypeHint(value = "ARRAY<BIGINT>", bridgedTo = ArrayData.class) ArrayData register,
      @DataTypeHint(value = "ARRAY<INT>", bridgedTo = ArrayData.class) ArrayData demand,
      @DataTypeHint(value = "ARRAY<INT>", bridgedTo = ArrayData.class) ArrayData status,
      @DataTypeHint(value = "TIMESTAMP_LTZ(3)", bridgedTo = TimestampData.class) TimestampData stamp) {
    int n = size(offset);
    boolean even = size(register) == n && size(demand) == n && (size(status) == 0 || size(status) == n);
    if (!even || n < 1 || n > MOST_READINGS) return 1;
    // fixed32 arrives as a signed int, so an id of 2^31 and more is negative here
    if (user == null || meter == null || user <= 0 || meter <= 0) return 2;
    for (int i = 0; i < n; i++) {
      if (register.getLong(i) < 0 || register.getLong(i) >= REGISTER_LIMIT) return 3;
      if (demand.getInt(i) <= -DEMAND_LIMIT || demand.getInt(i) >= DEMAND_LIMIT) return 3;
    }
    for (int i = 1; i < n; i++) {
      if (Integer.compareUnsigned(offset.getInt(i), offset.getInt(i - 1)) < 0) return 4;
    }
    return wrongTime(at == null ? 0 : at, unsigned(offset, 0), unsigned(offset, n - 1), stamp.getMillisecond());
  }

  private static int wrongTime(long at, long first, long last, long stamp) {
    // subtract on the broker's side: an `at` at the end of 64 bits must not wrap
    if (at > stamp + MINUTE - last) return 5;
    if (at < stamp - BEHIND - first) return 6;
    return Math.floorDiv(at + first - 1, MINUTE) == Math.floorDiv(at + last - 1, MINUTE) ? 0 : 7;
  }

  private static int size(ArrayData column) {
    return column == null ? 0 : column.size();
  }

  private static long unsigned(ArrayData column, int i) {
    return Integer.toUnsignedLong(column.getInt(i));
  }
}
