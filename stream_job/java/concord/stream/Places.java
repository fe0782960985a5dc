package concord.stream;

import java.util.Arrays;

/** A place for each number that was seen, from 0 on in the order in which they came: columns kept by place grow freely. */
final class Places {
  private int[] numbers;
  /** The place at a number's hash, plus 1. */
  private int[] table;
  private int size;

  Places(int room) {
    numbers = new int[Math.max(room, 16)];
    table = new int[Integer.highestOneBit(numbers.length) * 4];
  }

  int size() {
    return size;
  }

  /** As many as there is room for. */
  int room() {
    return numbers.length;
  }

  int number(int place) {
    return numbers[place];
  }

  /** Gives a new one where there is none. */
  int of(int number) {
    int at = find(number);
    if (table[at] == 0) {
      if (size == numbers.length) {
        grow();
        at = find(number);
      }
      numbers[size] = number;
      table[at] = ++size;
    }
    return table[at] - 1;
  }

  private int find(int number) {
    int mask = table.length - 1, at = number * 0x9E3779B9 >>> 7 & mask;
    while (table[at] != 0 && numbers[table[at] - 1] != number) at = at + 1 & mask;
    return at;
  }

  private void grow() {
    numbers = Arrays.copyOf(numbers, 2 * size);
    table = new int[2 * table.length];
    for (int place = 0; place < size; place++) table[find(numbers[place])] = place + 1;
  }
}
