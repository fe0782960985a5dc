package concord.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Statistics of one live window by user: what their reports say of parts of it. User 0 is nobody. */
final class UserSums {
  private static final int FIRST_ROOM = 64, BYTES = 4 * 4 + 2 * 8;

  private int[] user = new int[FIRST_ROOM];
  private int[] n = new int[FIRST_ROOM];
  private int[] least = new int[FIRST_ROOM];
  private int[] most = new int[FIRST_ROOM];
  private long[] total = new long[FIRST_ROOM];
  private long[] squares = new long[FIRST_ROOM];
  private int size;

  /** What is done with one of them. */
  interface Each {
    void of(int user, int n, long total, long squares, int least, int most);
  }

  void add(int of, int readings, long sum, long sumOfSquares, int low, int high) {
    if (2 * (size + 1) > user.length) grow();
    int at = place(of);
    if (user[at] == 0) {
      user[at] = of;
      least[at] = low;
      most[at] = high;
      size++;
    }
    n[at] += readings;
    total[at] += sum;
    squares[at] += sumOfSquares;
    least[at] = Math.min(least[at], low);
    most[at] = Math.max(most[at], high);
  }

  /** Users 16 apart one after the other, as pages of the live view hold them (contract/live_page.py). */
  void forEach(Each each) {
    long[] order = new long[size];
    int found = 0;
    for (int at = 0; at < user.length; at++) {
      if (user[at] != 0) order[found++] = (user[at] >>> 10 << 10 | (user[at] & 15) << 6 | user[at] >>> 4 & 63) * (1L << 32) | at;
    }
    Arrays.sort(order);
    for (long next : order) {
      int at = (int) next;
      each.of(user[at], n[at], total[at], squares[at], least[at], most[at]);
    }
  }

  int bytes() {
    return Integer.BYTES + size * BYTES;
  }

  void write(ByteBuffer to) {
    to.putInt(size);
    for (int at = 0; at < user.length; at++) {
      if (user[at] == 0) continue;
      to.putInt(user[at]).putInt(n[at]).putInt(least[at]).putInt(most[at]).putLong(total[at]).putLong(squares[at]);
    }
  }

  static UserSums read(ByteBuffer from) {
    UserSums sums = new UserSums();
    for (int left = from.getInt(); left > 0; left--) {
      int of = from.getInt(), readings = from.getInt(), low = from.getInt(), high = from.getInt();
      sums.add(of, readings, from.getLong(), from.getLong(), low, high);
    }
    return sums;
  }

  /** Where a user is, or would be. */
  private int place(int of) {
    int mask = user.length - 1, at = of * 0x9E3779B9 >>> 7 & mask;
    while (user[at] != 0 && user[at] != of) at = at + 1 & mask;
    return at;
  }

  private void grow() {
    UserSums larger = new UserSums();
    int room = 2 * user.length;
    larger.user = new int[room];
    larger.n = new int[room];
    larger.least = new int[room];
    larger.most = new int[room];
    larger.total = new long[room];
    larger.squares = new long[room];
    forEach(larger::add);
    user = larger.user;
    n = larger.n;
    least = larger.least;
    most = larger.most;
    total = larger.total;
    squares = larger.squares;
  }
}
