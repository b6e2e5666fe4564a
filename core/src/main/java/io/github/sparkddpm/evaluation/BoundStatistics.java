package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.data.Labels;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Statistics of the variational bound over many images, in bits per dimension.
 *
 * @param total of each image's whole bound, or of its unbiased estimate
 * @param prior of each image's L_T
 * @param terms of L_0, L_1, .. L_{T-1}: index i has those images whose term of zero-based timestep
 *     i was computed
 * @param byClass of the images' whole bounds, by class; images without one are not in it
 */
public record BoundStatistics(
    Moments total, Moments prior, List<Moments> terms, SortedMap<Integer, Moments> byClass)
    implements Serializable {

  public BoundStatistics {
    terms = List.copyOf(terms);
    byClass = Collections.unmodifiableSortedMap(new TreeMap<>(byClass));
  }

  /** Returns the statistics of no images. */
  public static BoundStatistics none(int timesteps) {
    return new BoundStatistics(
        Moments.NONE, Moments.NONE, Collections.nCopies(timesteps, Moments.NONE), new TreeMap<>());
  }

  /** Returns how many images have no class, although others have one; 0 if none has. */
  public long withoutClass() {
    long withClass = byClass.values().stream().mapToLong(Moments::count).sum();
    return withClass == 0 ? 0 : total.count() - withClass;
  }

  /** Returns the statistics of both sets of images together. */
  public BoundStatistics merge(BoundStatistics other) {
    return new BoundStatistics(
        total.merge(other.total),
        prior.merge(other.prior),
        IntStream.range(0, terms.size())
            .mapToObj(i -> terms.get(i).merge(other.terms.get(i)))
            .toList(),
        merged(other.byClass));
  }

  private SortedMap<Integer, Moments> merged(SortedMap<Integer, Moments> others) {
    SortedMap<Integer, Moments> both = new TreeMap<>(byClass);
    others.forEach((label, moments) -> both.merge(label, moments, Moments::merge));
    return both;
  }

  /** Gathers the terms of one batch, stratum after stratum. */
  static final class Builder {

    private final double[] prior;
    private final double[] totals;
    private final Moments[] terms;

    /**
     * Starts a batch with the term of the prior.
     *
     * @param prior L_T of every image, length B
     */
    Builder(double[] prior, int timesteps) {
      this.prior = prior;
      this.totals = prior.clone();
      this.terms = new Moments[timesteps];
      Arrays.fill(terms, Moments.NONE);
    }

    /**
     * Adds one term for every image.
     *
     * @param timesteps whose terms they are, length B
     * @param bits the terms, length B
     * @param weight how many terms each stands for
     */
    void add(int[] timesteps, double[] bits, int weight) {
      for (int b = 0; b < bits.length; b++) {
        totals[b] += weight * bits[b];
        terms[timesteps[b]] = terms[timesteps[b]].plus(bits[b]);
      }
    }

    /**
     * Ends the batch.
     *
     * @param labels classes of the images or {@link Labels#NONE}, length B
     */
    BoundStatistics build(int[] labels) {
      SortedMap<Integer, Moments> byClass = new TreeMap<>();
      for (int b = 0; b < labels.length; b++) {
        if (labels[b] != Labels.NONE) {
          byClass.merge(labels[b], Moments.of(totals[b]), Moments::merge);
        }
      }
      return new BoundStatistics(Moments.of(totals), Moments.of(prior), List.of(terms), byClass);
    }
  }
}
