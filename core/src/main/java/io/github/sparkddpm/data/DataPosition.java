package io.github.sparkddpm.data;

/**
 * The position of a run in the order of examples, which determines what its next step sees.
 *
 * @param epoch zero-based: epochs seen as a whole
 * @param window of the next step's images, as in {@link EpochOrder}
 * @param windowStep steps done in this visit of the window
 * @param imagesSeen images of all steps done, over all workers
 */
public record DataPosition(long epoch, int window, long windowStep, long imagesSeen) {}
