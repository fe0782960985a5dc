package concord.stream;

import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;

/** What a reader knows of a partition. */
final class Partition {
  private final String split;
  private final OpenWindows windows;
  private long next;
  private boolean heard;
  /** Since when it has been silent (ns), 0 where it is not. */
  long since;
  /** What has passed in silence, UTC ms. */
  private long silent;
  private long newest;
  private long said = TimedSplit.NEVER;

  Partition(KafkaPartitionSplit from) {
    windows = OpenWindows.of(TimedSplit.windowsOf(from));
    split = from.splitId();
    next = Math.max(0, from.getStartingOffset());
    silent = TimedSplit.timeOf(from);
    newest = silent;
  }

  String split() {
    return split;
  }

  OpenWindows windows() {
    return windows;
  }

  /** A message was read; gives the partition's time (UTC ms): its stamp, if not more has passed in silence. */
  long heard(long offset, long stamp) {
    next = offset + 1;
    heard = true;
    newest = Math.max(newest, stamp);
    return Math.max(stamp, silent);
  }

  /** Whether nothing was heard since this was last asked. */
  boolean wasQuiet() {
    boolean quiet = !heard;
    if (heard) since = 0;
    heard = false;
    return quiet;
  }

  /** Whether nothing lies on it that was not read, if that is its end. */
  boolean isAtEnd(long end) {
    return !heard && next >= end;
  }

  /** So much has passed in silence. */
  void pass(long time) {
    silent = Math.max(silent, time);
    newest = Math.max(newest, silent);
  }

  long silent() {
    return silent;
  }

  /** The latest of its times (UTC ms), if it has not been asked for yet. */
  boolean hasNewTime() {
    return newest > said;
  }

  long sayTime() {
    said = newest;
    return newest;
  }

  /** The same split with the time and the open windows. */
  KafkaPartitionSplit timed(KafkaPartitionSplit of) {
    return new TimedSplit(of, silent, windows.bytes());
  }
}
