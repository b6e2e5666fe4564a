package io.github.sparkddpm.spark.sample.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Images that are still to be drawn.
 *
 * @param ranges in order, without overlaps
 */
public record MissingImages(List<IdRange> ranges) {

  public MissingImages {
    ranges = List.copyOf(ranges);
  }

  /**
   * Returns the images that are wanted and not done.
   *
   * @param done in any order, overlaps allowed
   */
  public static MissingImages of(IdRange wanted, List<IdRange> done) {
    List<IdRange> missing = new ArrayList<>();
    long next = wanted.first();
    for (IdRange range : done.stream().sorted(Comparator.comparingLong(IdRange::first)).toList()) {
      addGap(missing, next, Math.min(range.first(), wanted.end()));
      next = Math.max(next, range.end());
    }
    addGap(missing, next, wanted.end());
    return new MissingImages(missing);
  }

  private static void addGap(List<IdRange> missing, long from, long to) {
    if (from < to) {
      missing.add(new IdRange(from, (int) (to - from)));
    }
  }

  public int count() {
    return ranges.stream().mapToInt(IdRange::count).sum();
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /**
   * Shares the images out among tasks; the tasks' numbers of images differ by at most one.
   *
   * @param tasks the most tasks; no task is left without images
   * @param unit most images of a unit
   */
  public List<TaskShare> share(int tasks, int unit) {
    long count = count();
    int used = (int) Math.min(tasks, count);
    List<TaskShare> shares = new ArrayList<>();
    for (int i = 0; i < used; i++) {
      shares.add(new TaskShare(units(count * i / used, count * (i + 1) / used, unit)));
    }
    return shares;
  }

  /** Returns the missing images from one place among them up to another, cut into units. */
  private List<IdRange> units(long from, long to, int unit) {
    List<IdRange> units = new ArrayList<>();
    long place = 0;
    for (IdRange range : ranges) {
      IdRange places = new IdRange(place, range.count());
      long shift = range.first() - place;
      places
          .intersection(new IdRange(from, (int) (to - from)))
          .map(taken -> new IdRange(taken.first() + shift, taken.count()))
          .ifPresent(taken -> units.addAll(taken.cut(unit)));
      place += range.count();
    }
    return units;
  }
}
