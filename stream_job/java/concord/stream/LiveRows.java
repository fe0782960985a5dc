package concord.stream;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Rows of the live view, one after the other as stream_job/live_rows.py reads them. One row of the table carries many:
 * one by one, each through Flink's operators and Arrow's columns, they cost twice as much as all the rest of the reader.
 */
final class LiveRows {
  private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int BYTES = 72, MOST = 2048;

  private final byte[] bytes = new byte[MOST * BYTES];
  private int end;

  boolean isEmpty() {
    return end == 0;
  }

  boolean isFull() {
    return end == bytes.length;
  }

  /** One more row, with neither window nor reading so far. */
  LiveRows begin(int letter, int user, int meter) {
    Arrays.fill(bytes, end, end + BYTES, (byte) 0);
    INT.set(bytes, end, letter);
    INT.set(bytes, end + 4, user);
    INT.set(bytes, end + 8, meter);
    end += BYTES;
    return this;
  }

  LiveRows window(long closes, int n, long total, long squares, int least, int most) {
    int at = end - BYTES;
    INT.set(bytes, at + 12, n);
    LONG.set(bytes, at + 16, closes);
    LONG.set(bytes, at + 24, total);
    LONG.set(bytes, at + 32, squares);
    INT.set(bytes, at + 40, least);
    INT.set(bytes, at + 44, most);
    return this;
  }

  LiveRows reading(long instant, long register, int demand) {
    int at = end - BYTES;
    LONG.set(bytes, at + 48, instant);
    LONG.set(bytes, at + 56, register);
    INT.set(bytes, at + 64, demand);
    return this;
  }

  /** All of them; then there are none. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(bytes, end);
    end = 0;
    return taken;
  }
}
