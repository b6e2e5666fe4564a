package io.github.sparkddpm.data;

import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import org.apache.commons.rng.sampling.PermutationSampler;

/**
 * The order in which training steps see the images of a dataset. Any number of workers can share a
 * batch, and each holds only its own part of a window of the dataset.
 *
 * <p>The images, ids 0 to N-1, are cut into windows of consecutive ids whose sizes differ by at
 * most one. Every epoch visits every window once, in a fresh random order. In a window of n images
 * the B slots of the global batch are lanes side by side. Slot b keeps to the ids around n*b/B to
 * n*(b+1)/B. It walks a fresh permutation of its lane in floor(n/B) steps, but at least one.
 *
 * <p>Guaranteed, whatever the number of workers, as a pure function of (seed, N, B, window, step):
 *
 * <ul>
 *   <li>If N is at least B, an image is seen at most once in an epoch. The n mod B images of a
 *       window that an epoch leaves out are spread evenly over the window, at a random phase. Every
 *       image is seen with the same probability, 1 - (n mod B) / n.
 *   <li>If N is below B, every step is an epoch. It sees each image floor(B/N) or ceil(B/N) times,
 *       B/N times in the mean. The repeated ones have the same t and epsilon, so a batch larger
 *       than the dataset gains nothing.
 *   <li>A worker's share of a window is one range of ids and the same in every epoch. The shares of
 *       two neighbours overlap by at most one image.
 * </ul>
 *
 * <p>Images are shuffled within a lane but not across lanes, so ids must have been assigned at
 * random or be of no consequence. Immutable and thread-safe.
 */
public final class EpochOrder {

  private static final int PHASE = -1;
  private static final int WINDOW_ORDER = -2;

  private final NoiseStream noise;
  private final long count;
  private final int batchSize;
  private final int windows;

  /**
   * One window as one epoch trains on it.
   *
   * @param epoch zero-based
   * @param window the window's number in [0, windows), which is not its place in the epoch's order
   * @param firstStep the run's zero-based step that enters it
   * @param steps the number of steps it takes, at least 1
   */
  public record Visit(long epoch, int window, long firstStep, int steps) {

    /** Returns the run's step after the last one of this visit. */
    public long endStep() {
      return firstStep + steps;
    }

    /** Returns whether a step of the run belongs to this visit. */
    public boolean holds(long step) {
      return step >= firstStep && step < endStep();
    }
  }

  /**
   * Orders a dataset.
   *
   * @param count N, the number of images, at least 1
   * @param batchSize B, the images of a step over all workers, at least 1; may exceed N
   * @param shuffleWindow the most images of a window, at least 1; windows of fewer than B images
   *     are merged
   */
  public EpochOrder(NoiseStream noise, long count, int batchSize, int shuffleWindow) {
    if (count < 1 || batchSize < 1 || shuffleWindow < 1) {
      throw new IllegalArgumentException(
          "The order of examples needs at least 1 example, a batch of at least 1 and a window of at least 1, got %s, %s and %s"
              .formatted(count, batchSize, shuffleWindow));
    }
    this.noise = noise;
    this.count = count;
    this.batchSize = batchSize;
    long wanted = (count + shuffleWindow - 1) / shuffleWindow;
    this.windows = Math.toIntExact(Math.max(1, Math.min(wanted, count / batchSize)));
  }

  /** Returns the number of windows that the images are cut into, at least 1. */
  public int windows() {
    return windows;
  }

  /** Returns the number of steps in an epoch, the same for all epochs. */
  public long stepsPerEpoch() {
    long larger = count % windows;
    long smallSize = count / windows;
    return larger * steps(smallSize + 1) + (windows - larger) * steps(smallSize);
  }

  /**
   * Returns the visit of the window that a step trains on.
   *
   * @param step zero-based step of the run
   */
  public Visit visit(long step) {
    long epoch = step / stepsPerEpoch();
    long first = epoch * stepsPerEpoch();
    for (int window : windowOrder(epoch)) {
      Visit visit = new Visit(epoch, window, first, steps(images(window).count()));
      if (visit.holds(step)) {
        return visit;
      }
      first = visit.endStep();
    }
    throw new IllegalArgumentException("A step must be 0 or more, got " + step);
  }

  /**
   * Returns the position of a run.
   *
   * @param step steps done
   */
  public DataPosition position(long step) {
    Visit next = visit(step);
    return new DataPosition(
        next.epoch(), next.window(), step - next.firstStep(), Math.multiplyExact(step, batchSize));
  }

  /** Returns the images of a window. */
  public ImageRange images(int window) {
    long first = border(window);
    return new ImageRange(first, border(window + 1) - first);
  }

  /**
   * Returns all images of a window that a worker ever trains on.
   *
   * @throws IllegalArgumentException if there are more workers than slots
   */
  public ImageRange share(int window, WorkerSlice slice) {
    ImageRange all = images(window);
    long first = all.count() * slice.firstSlot(batchSize) / batchSize;
    int endSlot = slice.firstSlot(batchSize) + slice.size(batchSize);
    long end = (all.count() * endSlot + batchSize - 1) / batchSize;
    return new ImageRange(all.firstId() + first, end - first);
  }

  /**
   * Returns the size, in images, of the largest share of a window that any of these workers has to
   * hold.
   */
  public long largestShare(int workers) {
    long largest = 0;
    for (int rank = 0; rank < workers; rank++) {
      WorkerSlice slice = WorkerSlice.of(rank, workers);
      // Windows are of two sizes at most.
      long share = Math.max(share(0, slice).count(), share(windows - 1, slice).count());
      largest = Math.max(largest, share);
    }
    return largest;
  }

  /** Returns the lanes that a worker's slots walk in a visit. */
  public WindowLanes lanes(Visit visit, WorkerSlice slice) {
    int first = slice.firstSlot(batchSize);
    int[][] walks = new int[slice.size(batchSize)][];
    long key = key(visit);
    for (int b = 0; b < walks.length; b++) {
      walks[b] = shuffled(visit.steps(), key, first + b);
    }
    ImageRange images = images(visit.window());
    long phase = noise.generator(Purpose.SHUFFLE, key, PHASE).nextLong(images.count());
    return new WindowLanes(visit, images, batchSize, first, phase, walks);
  }

  /** Returns a key that no other pair of epoch and window has. */
  private long key(Visit visit) {
    return visit.epoch() * windows + visit.window();
  }

  private int[] windowOrder(long epoch) {
    return shuffled(windows, epoch, WINDOW_ORDER);
  }

  private int[] shuffled(int size, long step, long exampleId) {
    int[] order = PermutationSampler.natural(size);
    PermutationSampler.shuffle(noise.generator(Purpose.SHUFFLE, step, exampleId), order);
    return order;
  }

  private int steps(long images) {
    return Math.toIntExact(Math.max(1, images / batchSize));
  }

  /** Returns the first id of a window; the larger windows come first. */
  private long border(int window) {
    return count / windows * window + Math.min(window, count % windows);
  }
}
