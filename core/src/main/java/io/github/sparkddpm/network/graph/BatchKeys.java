package io.github.sparkddpm.network.graph;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Everything that a training pass needs beside its images, as one array that can travel with them.
 * The keys are every image's timestep, the step, the part of its batch, and the images' ids and
 * classes.
 *
 * <p>Row b is [t, step in four parts of 16 bits, id in four parts of 16 bits, part, class], because
 * floats hold no integer above 2^24 exactly.
 */
final class BatchKeys {

  private static final int PARTS = 4;
  private static final int PART_BITS = 16;
  private static final int STEP = 1;
  private static final int ID = STEP + PARTS;
  private static final int PART = ID + PARTS;
  private static final int LABEL = PART + 1;
  private static final int COLUMNS = LABEL + 1;

  private final int[] timesteps;
  private final long step;
  private final int part;
  private final long[] ids;
  private final int[] labels;

  /**
   * Creates the keys of one part of a step's batch.
   *
   * @param timesteps zero-based, length B
   * @param part in [0, 2^24), as the caller counts
   * @param ids the examples' ids, length B
   * @param labels their classes, negative for none, length B
   */
  BatchKeys(int[] timesteps, long step, int part, long[] ids, int[] labels) {
    this.timesteps = timesteps.clone();
    this.step = step;
    this.part = part;
    this.ids = ids.clone();
    this.labels = labels.clone();
  }

  int[] timesteps() {
    return timesteps.clone();
  }

  long step() {
    return step;
  }

  int part() {
    return part;
  }

  long[] ids() {
    return ids.clone();
  }

  int[] labels() {
    return labels.clone();
  }

  /** Returns the keys as an array [B,11]. */
  INDArray toArray() {
    float[][] rows = new float[ids.length][COLUMNS];
    for (int b = 0; b < ids.length; b++) {
      rows[b][0] = timesteps[b];
      split(step, rows[b], STEP);
      split(ids[b], rows[b], ID);
      rows[b][PART] = part;
      rows[b][LABEL] = labels[b];
    }
    return Nd4j.createFromArray(rows);
  }

  /**
   * Reads the keys from an array.
   *
   * @param array [B,11]
   */
  static BatchKeys of(INDArray array) {
    float[][] rows = array.toFloatMatrix();
    return new BatchKeys(
        column(rows, 0),
        join(rows[0], STEP),
        (int) rows[0][PART],
        Arrays.stream(rows).mapToLong(row -> join(row, ID)).toArray(),
        column(rows, LABEL));
  }

  private static int[] column(float[][] rows, int column) {
    return Arrays.stream(rows).mapToInt(row -> (int) row[column]).toArray();
  }

  private static void split(long value, float[] row, int from) {
    for (int part = 0; part < PARTS; part++) {
      row[from + part] = (value >>> (part * PART_BITS)) & ((1 << PART_BITS) - 1);
    }
  }

  private static long join(float[] row, int from) {
    long value = 0;
    for (int part = 0; part < PARTS; part++) {
      value |= (long) row[from + part] << (part * PART_BITS);
    }
    return value;
  }
}
