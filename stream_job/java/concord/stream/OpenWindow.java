package concord.stream;

import java.nio.ByteBuffer;

/** One live window of one partition, until that partition's time has passed it. */
final class OpenWindow {
  private final UserSums parts;
  private final BlockSums blocks;

  private OpenWindow(UserSums parts, BlockSums blocks) {
    this.parts = parts;
    this.blocks = blocks;
  }

  /** `users`: about as many will have it in parts. */
  static OpenWindow of(int users) {
    return new OpenWindow(new UserSums(users), new BlockSums());
  }

  /** What came in parts. */
  UserSums parts() {
    return parts;
  }

  Sums ofBlock(int block) {
    return blocks.of(block);
  }

  /** Gives a live row for each service point that had it in parts, then a row for each block. */
  void close(int letter, long closes, ReportRows rows) {
    parts.forEach((user, n, total, squares, least, most) -> {
      ofBlock(ReportRow.blockOf(user)).add(n, total, least, most);
      rows.live(letter, user, 0).window(closes, n, total, squares, least, most);
    });
    blocks.forEach((block, sums) -> rows.give(row -> row.sums(closes, letter, block, sums)));
  }

  int bytes() {
    return parts.bytes() + blocks.bytes();
  }

  void write(ByteBuffer to) {
    parts.write(to);
    blocks.write(to);
  }

  static OpenWindow read(ByteBuffer from) {
    UserSums parts = UserSums.read(from);
    return new OpenWindow(parts, BlockSums.read(from));
  }
}
