package io.github.sparkddpm.jobs.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A value that must be equal in all runs, so that they can be compared in some respects.
 *
 * @param concerns the respects
 * @param difference what differs otherwise, the beginning of a sentence
 * @param consequence what a reader must then know, one or more sentences
 * @param value of a run; empty for a run that it does not matter to
 */
record Condition(
    Set<Subject> concerns,
    String difference,
    String consequence,
    Function<ComparedRun, Optional<String>> value) {

  /** Returns a condition on a key of the configuration. */
  static Condition ofKey(String key, Set<Subject> concerns, String difference, String consequence) {
    return new Condition(
        concerns,
        "%s (%s)".formatted(difference, key),
        consequence,
        run -> run.setting(key).or(() -> Optional.of("not known")));
  }

  /** Returns the doubt that follows if the runs differ. */
  Optional<Doubt> doubt(List<ComparedRun> runs) {
    Map<String, List<String>> names =
        runs.stream()
            .filter(run -> value.apply(run).isPresent())
            .collect(
                Collectors.groupingBy(
                    run -> value.apply(run).orElseThrow(),
                    LinkedHashMap::new,
                    Collectors.mapping(ComparedRun::name, Collectors.toList())));
    if (names.size() < 2) {
      return Optional.empty();
    }
    String values =
        names.entrySet().stream()
            .map(found -> "%s (%s)".formatted(found.getKey(), String.join(", ", found.getValue())))
            .collect(Collectors.joining("; "));
    return Optional.of(
        new Doubt("%s: %s. %s".formatted(difference, values, consequence), concerns));
  }
}
