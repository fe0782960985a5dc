package concord.stream;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Sums of one live window by block of users. */
final class BlockSums {
  private final Places blocks = new Places(0);
  private final List<Sums> sums = new ArrayList<>();

  /** What is done with one of them. */
  interface Each {
    void of(int block, Sums sums);
  }

  Sums of(int block) {
    int at = blocks.of(block);
    if (at == sums.size()) sums.add(new Sums());
    return sums.get(at);
  }

  void forEach(Each each) {
    for (int at = 0; at < sums.size(); at++) each.of(blocks.number(at), sums.get(at));
  }

  int bytes() {
    return Integer.BYTES + sums.size() * (Integer.BYTES + Sums.BYTES);
  }

  void write(ByteBuffer to) {
    to.putInt(sums.size());
    forEach((block, of) -> of.write(to.putInt(block)));
  }

  static BlockSums read(ByteBuffer from) {
    BlockSums read = new BlockSums();
    for (int left = from.getInt(); left > 0; left--) {
      read.blocks.of(from.getInt());
      read.sums.add(Sums.read(from));
    }
    return read;
  }
}
