package concord.stream;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.ScalarFunction;

/** The place (from 1) of the first reading of a report that lies in the live window of its last reading. */
public class LastWindow extends ScalarFunction {
  public @DataTypeHint("INT NOT NULL") int eval(
      @DataTypeHint("BIGINT") Long at,
      @DataTypeHint(value = "ARRAY<INT>", bridgedTo = ArrayData.class) ArrayData offset,
      @DataTypeHint("INT NOT NULL") int windowMs) {
    if (at == null || offset == null || offset.size() < 2) return 1;
    int place = offset.size();
    long window = window(at, offset, place, windowMs);
    while (place > 1 && window(at, offset, place - 1, windowMs) == window) place--;
    return place;
  }

  private static long window(long at, ArrayData offset, int place, int windowMs) {
    return Math.floorDiv(at + Integer.toUnsignedLong(offset.getInt(place - 1)) - 1, (long) windowMs);
  }
}
