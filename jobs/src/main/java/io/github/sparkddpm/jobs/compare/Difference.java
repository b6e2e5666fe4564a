package io.github.sparkddpm.jobs.compare;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.github.sparkddpm.spark.storage.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A key of the configuration that is not the same in all runs.
 *
 * @param key such as {@code training.batch-size}
 * @param values of the runs, in their order
 */
record Difference(String key, List<Setting> values) {

  /** The key whose value is the run's own folder. */
  private static final String OUTPUT = "output";

  /**
   * A run's value of a key.
   *
   * @param run its name
   * @param value null if the run's version had no such key, and nothing tells what it did
   * @param known whether the run's version knew the key
   */
  record Setting(String run, String value, boolean known) {

    private static Setting of(ComparedRun run, String key) {
      String value = run.settings().get(key);
      return new Setting(
          run.name(),
          value == null ? RunRecord.before(key).orElse(null) : value,
          run.settings().containsKey(key));
    }
  }

  Difference {
    values = List.copyOf(values);
  }

  /** Returns the keys in the order of the runs' files. */
  static List<Difference> of(List<ComparedRun> runs) {
    Set<String> keys = new LinkedHashSet<>();
    runs.forEach(run -> keys.addAll(run.settings().keySet()));
    keys.remove(OUTPUT);
    List<Difference> differences = new ArrayList<>();
    for (String key : keys) {
      List<Setting> values = runs.stream().map(run -> Setting.of(run, key)).toList();
      if (values.stream().map(Setting::value).distinct().count() > 1) {
        differences.add(new Difference(key, values));
      }
    }
    return differences;
  }

  /** Returns whether all runs agree that know the key. */
  @JsonIgnore
  boolean isOnlyNew() {
    return values.stream().map(Setting::value).filter(Objects::nonNull).distinct().count() == 1;
  }
}
