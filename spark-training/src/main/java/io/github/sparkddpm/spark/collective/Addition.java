package io.github.sparkddpm.spark.collective;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * Adds floats that are in direct buffers. It does so in arrays, for which alone the compiler makes
 * instructions that add several floats at once; the copies stay in the processor's first cache.
 */
final class Addition {

  private static final int FLOATS = 2048;

  private final float[] mine = new float[FLOATS];
  private final float[] others = new float[FLOATS];

  /** Adds the first floats of one buffer to those of another, from their positions on. */
  void add(ByteBuffer from, ByteBuffer to, int floats) {
    FloatBuffer source = from.asFloatBuffer();
    FloatBuffer target = to.asFloatBuffer();
    for (int done = 0; done < floats; done += FLOATS) {
      int count = Math.min(FLOATS, floats - done);
      source.get(done, others, 0, count);
      target.get(done, mine, 0, count);
      for (int i = 0; i < count; i++) {
        mine[i] += others[i];
      }
      target.put(done, mine, 0, count);
    }
  }
}
