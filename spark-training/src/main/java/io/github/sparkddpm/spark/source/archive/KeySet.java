package io.github.sparkddpm.spark.source.archive;

import java.util.Arrays;

/**
 * A set of the keys of an archive, of which it holds hashes of 64 bits: a task holds at most 32
 * bytes a key. Two different keys of ten million are taken for one with a probability of 3e-6.
 */
final class KeySet {

  private static final int FIRST_SLOTS = 1 << 10;

  private long[] slots = new long[FIRST_SLOTS];
  private int size;

  /** Adds a key and returns whether it was not there. */
  boolean add(String key) {
    if (2 * size >= slots.length) {
      grow();
    }
    boolean isNew = put(hash(key));
    size += isNew ? 1 : 0;
    return isNew;
  }

  private void grow() {
    long[] old = slots;
    slots = new long[Math.multiplyExact(2, old.length)];
    Arrays.stream(old).filter(hash -> hash != 0).forEach(this::put);
  }

  private boolean put(long hash) {
    int mask = slots.length - 1;
    int slot = (int) hash & mask;
    while (slots[slot] != 0) {
      if (slots[slot] == hash) {
        return false;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = hash;
    return true;
  }

  /** Returns FNV-1a's hash, mixed as SplitMix64 does; never 0, which marks an empty slot. */
  private static long hash(String key) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
    hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
    hash ^= hash >>> 31;
    return hash == 0 ? 1 : hash;
  }
}
