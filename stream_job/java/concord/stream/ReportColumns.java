package concord.stream;

import com.google.protobuf.InvalidProtocolBufferException;
import concord.report.Report;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The columns of one report, used again for the next. Fixed width makes the length of a message tell its layout, so
 * nearly all are read at known places; what does not fit goes to the message class.
 */
final class ReportColumns {
  static final int MOST_READINGS = 12;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int HEAD = 19;
  private static final int USER = 0x0d, METER = 0x15, AT = 0x19;
  private static final int OFFSET = 0x22, REGISTER = 0x2a, DEMAND = 0x32, STATUS = 0x3a;

  int user;
  int meter;
  long at;
  /** Readings; 0 where the columns are no 1 to 12 readings. */
  int n;
  final long[] offset = new long[MOST_READINGS];
  final long[] register = new long[MOST_READINGS];
  final int[] demand = new int[MOST_READINGS];

  /** False if the bytes are no report. */
  boolean read(byte[] bytes) {
    return bytes != null && (readFixed(bytes) || readAny(bytes));
  }

  private boolean readFixed(byte[] bytes) {
    int readings = readingsOf(bytes.length);
    if (readings == 0 || bytes[0] != USER || bytes[5] != METER || bytes[10] != AT) return false;
    int offsets = HEAD, registers = offsets + 2 + 4 * readings, demands = registers + 2 + 8 * readings;
    int end = demands + 2 + 4 * readings;
    if (bytes[offsets] != OFFSET || bytes[offsets + 1] != 4 * readings) return false;
    if (bytes[registers] != REGISTER || bytes[registers + 1] != 8 * readings) return false;
    if (bytes[demands] != DEMAND || bytes[demands + 1] != 4 * readings) return false;
    if (bytes.length > end && (bytes[end] != STATUS || bytes[end + 1] != 4 * readings)) return false;
    user = (int) INT.get(bytes, 1);
    meter = (int) INT.get(bytes, 6);
    at = (long) LONG.get(bytes, 11);
    n = readings;
    for (int i = 0; i < readings; i++) {
      offset[i] = Integer.toUnsignedLong((int) INT.get(bytes, offsets + 2 + 4 * i));
      register[i] = (long) LONG.get(bytes, registers + 2 + 8 * i);
      demand[i] = (int) INT.get(bytes, demands + 2 + 4 * i);
    }
    return true;
  }

  /** Readings of a message this long, without or with the column of statuses; 0 if there is no such layout. */
  private static int readingsOf(int length) {
    int plain = length - HEAD - 6, full = plain - 2;
    int readings = plain % 16 == 0 ? plain / 16 : full % 20 == 0 ? full / 20 : 0;
    return readings >= 1 && readings <= MOST_READINGS ? readings : 0;
  }

  private boolean readAny(byte[] bytes) {
    Report report;
    try {
      report = Report.parseFrom(bytes);
    } catch (InvalidProtocolBufferException refused) {
      return false;
    }
    user = report.getUserId();
    meter = report.getMeterId();
    at = report.getAt();
    n = even(report) ? report.getOffsetMsCount() : 0;
    for (int i = 0; i < n; i++) {
      offset[i] = Integer.toUnsignedLong(report.getOffsetMs(i));
      register[i] = report.getRegister(i);
      demand[i] = report.getDemand(i);
    }
    return true;
  }

  private static boolean even(Report report) {
    int count = report.getOffsetMsCount(), statuses = report.getStatusCount();
    boolean same = report.getRegisterCount() == count && report.getDemandCount() == count;
    return same && (statuses == 0 || statuses == count) && count <= MOST_READINGS;
  }
}
