package concord.stream;

/** The statistics of those readings of a report that lie in the live window of its last one. */
final class LastWindow {
  private final long length;
  /** The place of the first of them. */
  int first;
  /** End of the window (UTC ms). A window is (start, end]. */
  long closes;
  long total;
  long squares;
  int least;
  int most;

  LastWindow(long lengthMs) {
    length = lengthMs;
  }

  /** End of the window of an instant (UTC ms). */
  static long endOf(long instant, long lengthMs) {
    return (Math.floorDiv(instant - 1, lengthMs) + 1) * lengthMs;
  }

  void of(ReportColumns report) {
    int last = report.n - 1;
    closes = endOf(report.at + report.offset[last], length);
    long start = closes - length;
    first = last;
    while (first > 0 && report.at + report.offset[first - 1] > start) first--;
    total = squares = 0;
    least = Integer.MAX_VALUE;
    most = Integer.MIN_VALUE;
    for (int i = first; i <= last; i++) add(report.demand[i]);
  }

  private void add(int demand) {
    total += demand;
    squares += (long) demand * demand;
    least = Math.min(least, demand);
    most = Math.max(most, demand);
  }
}
