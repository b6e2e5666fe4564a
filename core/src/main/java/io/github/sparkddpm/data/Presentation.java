package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;

/**
 * The way in which an example is shown to the network. What is drawn depends on (seed, step, id)
 * alone.
 *
 * @param noise source of every draw
 * @param flip whether each image is mirrored left to right with probability 1/2
 * @param labelDropout probability in [0, 1] that an example is shown without its class, so that the
 *     network learns to do without (Ho and Salimans 2022, algorithm 1)
 */
public record Presentation(NoiseStream noise, boolean flip, double labelDropout) {

  /** Returns whether an example is mirrored in a step. */
  boolean mirrors(long step, long id) {
    return flip && noise.uniformInt(Purpose.FLIP, step, id, 2) == 1;
  }

  /** Returns the label with which an example is shown in a step. */
  int label(int label, long step, long id) {
    boolean dropped =
        label != Labels.NONE
            && labelDropout > 0
            && noise.generator(Purpose.LABEL_DROPOUT, step, id).nextDouble() < labelDropout;
    return dropped ? Labels.NONE : label;
  }
}
