package concord.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Statistics of one live window by user: what their reports say of parts of it. */
final class UserSums {
  private static final int BYTES = 4 * 4 + 2 * 8;

  private final Places users;
  private int[] n;
  private int[] least;
  private int[] most;
  private long[] total;
  private long[] squares;

  /** What is done with one of them. */
  interface Each {
    void of(int user, int n, long total, long squares, int least, int most);
  }

  UserSums(int room) {
    users = new Places(room);
    n = new int[users.room()];
    least = new int[users.room()];
    most = new int[users.room()];
    total = new long[users.room()];
    squares = new long[users.room()];
  }

  int size() {
    return users.size();
  }

  void add(int user, int readings, long sum, long sumOfSquares, int low, int high) {
    int at = users.of(user);
    if (at >= n.length) grow();
    least[at] = n[at] == 0 ? low : Math.min(least[at], low);
    most[at] = n[at] == 0 ? high : Math.max(most[at], high);
    n[at] += readings;
    total[at] += sum;
    squares[at] += sumOfSquares;
  }

  /** Users 16 apart one after the other, as pages of the live view hold them (contract/live_page.py). */
  void forEach(Each each) {
    long[] order = new long[size()];
    for (int at = 0; at < order.length; at++) {
      int user = users.number(at);
      order[at] = (user >>> 10 << 10 | (user & 15) << 6 | user >>> 4 & 63) * (1L << 32) | at;
    }
    Arrays.sort(order);
    for (long next : order) {
      int at = (int) next;
      each.of(users.number(at), n[at], total[at], squares[at], least[at], most[at]);
    }
  }

  int bytes() {
    return Integer.BYTES + size() * BYTES;
  }

  void write(ByteBuffer to) {
    to.putInt(size());
    for (int at = 0; at < size(); at++) {
      to.putInt(users.number(at)).putInt(n[at]).putInt(least[at]).putInt(most[at]);
      to.putLong(total[at]).putLong(squares[at]);
    }
  }

  static UserSums read(ByteBuffer from) {
    int left = from.getInt();
    UserSums sums = new UserSums(left);
    for (; left > 0; left--) {
      int user = from.getInt(), readings = from.getInt(), low = from.getInt(), high = from.getInt();
      sums.add(user, readings, from.getLong(), from.getLong(), low, high);
    }
    return sums;
  }

  private void grow() {
    n = Arrays.copyOf(n, users.room());
    least = Arrays.copyOf(least, users.room());
    most = Arrays.copyOf(most, users.room());
    total = Arrays.copyOf(total, users.room());
    squares = Arrays.copyOf(squares, users.room());
  }
}
