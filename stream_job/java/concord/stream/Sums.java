package concord.stream;

import java.nio.ByteBuffer;

/** What the reports of one block of users say of one live window. */
final class Sums {
  static final int BYTES = 6 * 8 + 3 * 4;

  int servicePoints;
  long n;
  long total;
  /** Sum over service points of their mean demand, each rounded towards zero. */
  long load;
  int least = Integer.MAX_VALUE;
  int most = Integer.MIN_VALUE;
  long received;
  long late;
  long unusable;

  /** A report of so many readings, of which some are late or cannot be used. */
  void count(int readings, int lateOnes, int unusableOnes) {
    received += readings;
    late += lateOnes;
    unusable += unusableOnes;
  }

  /** The window of one more service point. */
  void add(int readings, long sum, int low, int high) {
    servicePoints++;
    n += readings;
    total += sum;
    load += sum / readings;
    least = Math.min(least, low);
    most = Math.max(most, high);
  }

  void write(ByteBuffer to) {
    to.putInt(servicePoints).putInt(least).putInt(most);
    to.putLong(n).putLong(total).putLong(load).putLong(received).putLong(late).putLong(unusable);
  }

  static Sums read(ByteBuffer from) {
    Sums sums = new Sums();
    sums.servicePoints = from.getInt();
    sums.least = from.getInt();
    sums.most = from.getInt();
    sums.n = from.getLong();
    sums.total = from.getLong();
    sums.load = from.getLong();
    sums.received = from.getLong();
    sums.late = from.getLong();
    sums.unusable = from.getLong();
    return sums;
  }
}
