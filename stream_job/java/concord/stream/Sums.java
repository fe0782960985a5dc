package concord.stream;

import java.nio.ByteBuffer;
import org.apache.flink.table.data.RowData;

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

  /** One more report; only if it fills its window has it statistics. */
  void add(RowData report) {
    int filling = report.getInt(ReportRow.N_FILLING);
    received += report.getLong(ReportRow.N);
    late += report.getLong(ReportRow.N_LATE);
    unusable += report.getLong(ReportRow.N_UNUSABLE);
    if (filling == 0) return;
    long sum = report.getLong(ReportRow.TOTAL);
    servicePoints++;
    n += filling;
    total += sum;
    load += sum / filling;
    least = Math.min(least, report.getInt(ReportRow.LEAST));
    most = Math.max(most, report.getInt(ReportRow.MOST));
  }

  /** Adds what `write` wrote. */
  void add(ByteBuffer from) {
    servicePoints += from.getInt();
    least = Math.min(least, from.getInt());
    most = Math.max(most, from.getInt());
    n += from.getLong();
    total += from.getLong();
    load += from.getLong();
    received += from.getLong();
    late += from.getLong();
    unusable += from.getLong();
  }

  void write(ByteBuffer to) {
    to.putInt(servicePoints).putInt(least).putInt(most);
    to.putLong(n).putLong(total).putLong(load).putLong(received).putLong(late).putLong(unusable);
  }
}
