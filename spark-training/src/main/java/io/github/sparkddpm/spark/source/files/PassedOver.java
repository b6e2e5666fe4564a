package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.storage.Printable;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The files and folders of a source that are not read, by the reason. A folder counts as one, for
 * nobody looks into it.
 *
 * @param counts how many there are for a reason; reasons of none are absent
 * @param examples the first of their names for each of these reasons
 */
public record PassedOver(SortedMap<Reason, Long> counts, SortedMap<Reason, String> examples)
    implements Serializable {

  /** The reason why a file or folder is not read. */
  public enum Reason {
    /** The file's name begins with a dot. */
    HIDDEN("hidden", "with hidden names"),
    /** The file is one that Spark or Hadoop wrote for themselves, such as _SUCCESS. */
    BOOKKEEPING("bookkeeping", "of Spark's and Hadoop's own"),
    /** The name is not that of a file of this kind of source. */
    OTHER_NAME("otherName", "with other names"),
    /** Several links, or a link and a folder, lead to the file, which is read once. */
    READ_ALREADY("readAlready", "that are links to what is read already"),
    /** A Parquet file without rows, or a tar or zip without images. */
    EMPTY("empty", "without rows or images"),
    /** A member of a tar that belongs to an image by its name, but there is no such image. */
    WITHOUT_IMAGE("withoutImage", "without an image of that name"),
    /** An image without a label, although labels are asked for. */
    WITHOUT_LABEL("withoutLabel", "without a label");

    private final String key;
    private final String description;

    Reason(String key, String description) {
      this.key = key;
      this.description = description;
    }

    /** Returns the reason of a {@link #key}. */
    static Reason of(String key) {
      return Arrays.stream(values())
          .filter(reason -> reason.key.equals(key))
          .findFirst()
          .orElseThrow();
    }

    /** Returns the kind's name in a manifest. */
    public String key() {
      return key;
    }
  }

  /** Counts while a source is looked through. */
  public static final class Counter {

    private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
    private final Map<Reason, String> examples = new EnumMap<>(Reason.class);

    /**
     * Adds a file or folder.
     *
     * @param name its path below the source's
     */
    public void add(Reason reason, String name) {
      counts.merge(reason, 1L, Long::sum);
      examples.merge(reason, name, PassedOver::first);
    }

    /** Adds what was passed over elsewhere. */
    public void add(PassedOver other) {
      other.counts.forEach((reason, count) -> counts.merge(reason, count, Long::sum));
      other.examples.forEach((reason, name) -> examples.merge(reason, name, PassedOver::first));
    }

    /** Returns the counts so far. */
    public PassedOver total() {
      return new PassedOver(new TreeMap<>(counts), new TreeMap<>(examples));
    }
  }

  public PassedOver {
    counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
    examples = Collections.unmodifiableSortedMap(new TreeMap<>(examples));
  }

  /** Returns the counts of a source of which everything is read. */
  public static PassedOver none() {
    return new Counter().total();
  }

  /** Returns the same with more files that are not read. */
  public PassedOver and(Reason reason, List<String> names) {
    Counter counter = new Counter();
    counter.add(this);
    names.forEach(name -> counter.add(reason, name));
    return counter.total();
  }

  /** Returns the counts of two parts of a source. */
  PassedOver and(PassedOver other) {
    Counter counter = new Counter();
    counter.add(this);
    counter.add(other);
    return counter.total();
  }

  private static String first(String one, String other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  /** Returns the same with the names below a folder, or within an archive. */
  public PassedOver within(String parent) {
    SortedMap<Reason, String> names = new TreeMap<>(examples);
    names.replaceAll((reason, name) -> parent + "/" + name);
    return new PassedOver(counts, names);
  }

  /** Returns whether everything is read. */
  public boolean isNone() {
    return counts.isEmpty();
  }

  /** Returns the counts for people: "2 with hidden names (such as .a.png)". */
  public String description() {
    return counts.entrySet().stream()
        .map(
            entry ->
                String.format(
                    Locale.ROOT,
                    "%,d %s (such as %s)",
                    entry.getValue(),
                    entry.getKey().description,
                    Printable.of(examples.get(entry.getKey()))))
        .collect(Collectors.joining(", "));
  }

  /** Returns a note for the end of a sentence; empty if everything is read. */
  public String inBrackets() {
    return isNone() ? "" : " (passed over: %s)".formatted(description());
  }

  /** Returns the counts by the names that a manifest has for the reasons. */
  public SortedMap<String, Long> byKey() {
    SortedMap<String, Long> byKey = new TreeMap<>();
    counts.forEach((reason, count) -> byKey.put(reason.key(), count));
    return byKey;
  }
}
