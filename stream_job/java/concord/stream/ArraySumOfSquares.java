package concord.stream;

import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.functions.ScalarFunction;

/** Sum of the squares of a column of a report: at most 12 * 10^14, so a long holds it. */
public class ArraySumOfSquares extends ScalarFunction {
  public @DataTypeHint("BIGINT NOT NULL") long eval(
      @DataTypeHint(value = "ARRAY<INT>", bridgedTo = ArrayData.class) ArrayData column) {
    long sum = 0;
    for (int i = 0; i < column.size(); i++) sum += (long) column.getInt(i) * column.getInt(i);
    return sum;
  }
}
