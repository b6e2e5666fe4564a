package io.github.sparkddpm.evaluation;

/**
 * A distance of generated images from real ones, beside that of real images from each other.
 *
 * <p>The limit is what real images reach by chance: their mean distance from each other, and twice
 * its standard deviation. Real images are beyond it in about 2 of 100 cases.
 *
 * @param images the number of images on each side of every distance
 * @param generated distances of generated images from real ones
 * @param real distances of real images from other real ones
 * @see RandomHalves
 */
public record Judgement(int images, Moments generated, Moments real) {

  /** The distance up to which images are called close, in limits. */
  private static final double CLOSE = 2;

  /** A word for a distance. */
  public enum Verdict {
    /** No further than real images get by chance. */
    AS_GOOD_AS_REAL("as good as real"),
    /** Further, but no more than twice as far. */
    CLOSE("close"),
    /** More than twice as far. */
    WORSE("worse");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    /** Returns it as people say it. */
    public String words() {
      return words;
    }
  }

  /** Returns whether there is a limit above 0 to compare a finite distance with. */
  boolean says() {
    return limit() > 0 && Double.isFinite(factor());
  }

  /** Returns the distance that real images reach by chance. */
  public double limit() {
    return real.mean() + 2 * real.standardDeviation();
  }

  /** Returns the distance of the generated images in limits. */
  public double factor() {
    return generated.mean() / limit();
  }

  /** Returns the standard error of {@link #factor}, that of the limit aside. */
  public double factorError() {
    return generated.standardDeviation() / limit();
  }

  /** Returns the word for the distance. */
  public Verdict verdict() {
    if (generated.mean() <= limit()) {
      return Verdict.AS_GOOD_AS_REAL;
    }
    return generated.mean() <= CLOSE * limit() ? Verdict.CLOSE : Verdict.WORSE;
  }
}
