package concord.stream;

/** Why a report cannot be used: the numbers of contract/validity.py's Fault, the lowest that applies. */
final class ReportFault {
  static final int NONE = 0, COLUMNS = 1, IDENTITY = 2, RANGE = 3, ORDER = 4, FUTURE = 5, ANCIENT = 6, MINUTE = 7;
  static final int UNDECODABLE = 8, UNREGISTERED = 9;
  private static final long REGISTER_LIMIT = 100_000_000_000_000L;
  private static final int DEMAND_LIMIT = 10_000_000;
  private static final long MINUTE_MS = 60_000L;
  private static final long BEHIND_MS = 400L * 86_400_000L;

  private ReportFault() {}

  /** The fault of a report that the broker stamped at `stamp` (UTC ms). */
  static int of(ReportColumns report, long stamp) {
    if (report.n < 1) return COLUMNS;
    // fixed32 arrives as a signed int, so an id of 2^31 and more is negative here
    if (report.user <= 0 || report.meter <= 0) return IDENTITY;
    for (int i = 0; i < report.n; i++) {
      if (report.register[i] < 0 || report.register[i] >= REGISTER_LIMIT) return RANGE;
      if (report.demand[i] <= -DEMAND_LIMIT || report.demand[i] >= DEMAND_LIMIT) return RANGE;
    }
    for (int i = 1; i < report.n; i++) if (report.offset[i] < report.offset[i - 1]) return ORDER;
    return ofTime(report.at, report.offset[0], report.offset[report.n - 1], stamp);
  }

  private static int ofTime(long at, long first, long last, long stamp) {
    // subtract on the broker's side: an `at` at the end of 64 bits must not wrap
    if (at > stamp + MINUTE_MS - last) return FUTURE;
    if (at < stamp - BEHIND_MS - first) return ANCIENT;
    return Math.floorDiv(at + first - 1, MINUTE_MS) == Math.floorDiv(at + last - 1, MINUTE_MS) ? NONE : MINUTE;
  }
}
