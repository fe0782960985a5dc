package concord.stream;

import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.flink.table.data.RowData;

/** What the reader gives: some rows one by one, and those of the live view many in one. */
final class ReportRows {
  private final ReportRow row = new ReportRow();
  private final LiveRows live = new LiveRows();
  private Consumer<RowData> output;

  /** Where rows go from now on; good as long as one call of the reader lasts. */
  ReportRows to(Consumer<RowData> next) {
    output = next;
    return this;
  }

  void give(Function<ReportRow, RowData> written) {
    output.accept(written.apply(row));
  }

  /** One more row of the live view. */
  LiveRows live(int letter, int user, int meter) {
    if (live.isFull()) giveLive();
    return live.begin(letter, user, meter);
  }

  /** Those of the live view that have not been given. */
  void giveLive() {
    if (!live.isEmpty()) give(written -> written.live(live.take()));
  }
}
