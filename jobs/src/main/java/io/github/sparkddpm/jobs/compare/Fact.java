package io.github.sparkddpm.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A row of the table of runs.
 *
 * @param name in JSON
 * @param title for people
 * @param form of its values
 * @param better which of two numbers is the better one
 * @param needs what runs must be comparable by, so that one of them is the best
 * @param value of a run: a text, a long or a double; null if it is not known
 */
record Fact(
    String name,
    String title,
    Form form,
    Better better,
    Set<Subject> needs,
    Function<ComparedRun, Object> value) {

  /** The number that is better. */
  enum Better {
    LESS,
    MORE,
    NEITHER
  }

  Fact {
    needs = Set.copyOf(needs);
  }

  /** Returns a row that has no best. */
  static Fact plain(String name, String title, Form form, Function<ComparedRun, Object> value) {
    return new Fact(name, title, form, Better.NEITHER, Set.of(), value);
  }

  /** Returns the value of a run; null if it is not known. */
  Object of(ComparedRun run) {
    Object found = value.apply(run);
    return found instanceof Double number && !Double.isFinite(number) ? null : found;
  }

  /**
   * Returns the positions of the best runs: none if all are alike, or cannot be compared.
   *
   * @param doubts of these runs
   */
  List<Integer> best(List<ComparedRun> runs, List<Doubt> doubts) {
    boolean fair =
        doubts.stream().flatMap(doubt -> doubt.concerns().stream()).noneMatch(needs::contains);
    if (better == Better.NEITHER || !fair) {
      return List.of();
    }
    List<Double> values = new ArrayList<>();
    runs.forEach(run -> values.add((Double) of(run)));
    double sign = better == Better.LESS ? 1 : -1;
    double best =
        sign
            * values.stream()
                .filter(Objects::nonNull)
                .mapToDouble(number -> sign * number)
                .min()
                .orElse(Double.NaN);
    List<Integer> found =
        IntStream.range(0, values.size())
            .filter(i -> values.get(i) != null && values.get(i) == best)
            .boxed()
            .toList();
    boolean alike = found.size() == values.stream().filter(Objects::nonNull).count();
    return alike ? List.of() : found;
  }
}
