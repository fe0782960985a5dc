package concord.stream;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;

/**
 * The open live windows of one partition. All reports of a user lie on one partition, and its time decides what is late:
 * so no shuffle is needed, and a window is complete once that time has passed it. Flink's own windows, keyed by user,
 * cost several times as much. They travel with the partition in checkpoints.
 */
final class OpenWindows {
  private final TreeMap<Long, OpenWindow> open = new TreeMap<>();
  private int letter;
  /** Windows that end until then (UTC ms) are closed. */
  private long closed = Long.MIN_VALUE;
  private long lastEnd = Long.MIN_VALUE;
  private OpenWindow last;
  private int users;

  boolean isClosed(long closes) {
    return closes <= closed;
  }

  /** The first instant (UTC ms) that lies in no closed window. */
  long firstOpen() {
    return closed + 1;
  }

  /** The window that ends at `closes`, of the utility of this letter, which is that of the partition. */
  OpenWindow of(long closes, int ofLetter) {
    if (closes != lastEnd) {
      letter = ofLetter;
      last = open.computeIfAbsent(closes, none -> OpenWindow.of(users));
      lastEnd = closes;
    }
    return last;
  }

  /** Gives the rows of all windows that end until then (UTC ms). */
  void close(long until, ReportRows rows) {
    closed = Math.max(closed, until);
    while (!open.isEmpty() && open.firstKey() <= until) {
      var window = open.pollFirstEntry();
      users = window.getValue().parts().size();
      lastEnd = Long.MIN_VALUE;
      window.getValue().close(letter, window.getKey(), rows);
    }
  }

  byte[] bytes() {
    int size = Long.BYTES + Integer.BYTES;
    for (OpenWindow window : open.values()) size += Long.BYTES + window.bytes();
    ByteBuffer bytes = ByteBuffer.allocate(size).putLong(closed).putInt(letter);
    for (Map.Entry<Long, OpenWindow> window : open.entrySet()) window.getValue().write(bytes.putLong(window.getKey()));
    return bytes.array();
  }

  /** What `bytes` gave; nothing gives none. */
  static OpenWindows of(byte[] bytes) {
    OpenWindows windows = new OpenWindows();
    if (bytes.length == 0) return windows;
    ByteBuffer from = ByteBuffer.wrap(bytes);
    windows.closed = from.getLong();
    windows.letter = from.getInt();
    while (from.hasRemaining()) windows.open.put(from.getLong(), OpenWindow.read(from));
    return windows;
  }
}
