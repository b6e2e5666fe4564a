package io.github.sparkddpm.jobs.tensorboard;

import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The event files of one of TensorBoard's runs: each written once and whole, for object stores
 * cannot append. Their names are numbered, for TensorBoard reads them in the order of their names
 * and does not look at a file again once there is a later one.
 */
record EventFiles(OutputFolder folder) {

  private static final Pattern NUMBER =
      Pattern.compile("events\\.out\\.tfevents\\.([0-9]{1,18})\\..*");

  /** The content of a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(EventWriter events) throws IOException;
  }

  /** Writes a file after those that are there. */
  void append(Content content) throws IOException {
    write(last() + 1, content);
  }

  /** Writes a file in the place of those that are there. */
  void replace(Content content) throws IOException {
    List<String> before = names();
    append(
        events -> {
          // A TensorBoard that has read them already forgets what they say.
          events.restart(Instant.now(), 0);
          content.writeTo(events);
        });
    for (String name : before) {
      folder.delete(name);
    }
  }

  /** Writes the file of this number, in the place of one that has it. */
  void write(long number, Content content) throws IOException {
    folder.write(name(number), out -> content.writeTo(new EventWriter(out, Instant.now())));
  }

  /** Returns the name of a file. TensorBoard takes no file without "tfevents" in its name. */
  private static String name(long number) {
    return String.format(Locale.ROOT, "events.out.tfevents.%09d.spark-ddpm", number);
  }

  private List<String> names() throws IOException {
    return folder.lengths().keySet().stream()
        .filter(name -> NUMBER.matcher(name).matches())
        .toList();
  }

  private long last() throws IOException {
    return names().stream()
        .map(NUMBER::matcher)
        .filter(Matcher::matches)
        .mapToLong(name -> Long.parseLong(name.group(1)))
        .max()
        .orElse(0);
  }
}
