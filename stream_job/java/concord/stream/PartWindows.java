package concord.stream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.flink.table.data.RowData;

/**
 * The open live windows of one partition, of which reports say a part each. All reports of a user lie on one partition,
 * and its time decides what is late: so no shuffle is needed, and a window is complete once that time has passed it.
 * Flink's own windows, keyed by user, cost several times as much. They travel with the partition in checkpoints.
 */
final class PartWindows {
  private final TreeMap<Long, UserSums> open = new TreeMap<>();
  private int letter;
  /** Windows that end until then (UTC ms) are closed. */
  private long closed = Long.MIN_VALUE;

  boolean isClosed(long closes) {
    return closes <= closed;
  }

  void add(int of, int user, LastWindow window, int readings) {
    letter = of;
    open.computeIfAbsent(window.closes, none -> new UserSums())
        .add(user, readings, window.total, window.squares, window.least, window.most);
  }

  /** Gives a row for each service point and window that ends until then (UTC ms). */
  void close(long until, ReportRow row, Consumer<RowData> rows) {
    closed = Math.max(closed, until);
    while (!open.isEmpty() && open.firstKey() <= until) {
      var window = open.pollFirstEntry();
      window.getValue().forEach((user, n, total, squares, least, most) ->
          rows.accept(row.of(window.getKey(), letter, user, n, total, squares, least, most)));
    }
  }

  byte[] bytes() {
    int size = Long.BYTES + Integer.BYTES;
    for (UserSums sums : open.values()) size += Long.BYTES + sums.bytes();
    ByteBuffer bytes = ByteBuffer.allocate(size).putLong(closed).putInt(letter);
    for (Map.Entry<Long, UserSums> window : open.entrySet()) window.getValue().write(bytes.putLong(window.getKey()));
    return bytes.array();
  }

  /** What `bytes` gave; nothing gives none. */
  static PartWindows of(byte[] bytes) {
    PartWindows windows = new PartWindows();
    if (bytes.length == 0) return windows;
    ByteBuffer from = ByteBuffer.wrap(bytes);
    windows.closed = from.getLong();
    windows.letter = from.getInt();
    while (from.hasRemaining()) windows.open.put(from.getLong(), UserSums.read(from));
    return windows;
  }
}
