package io.github.sparkddpm.spark.train.allreduce;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Tells in one line why an executor was lost. On Kubernetes Spark tells it in a page of text. */
final class LossReason {

  private static final Pattern OF_CONTAINER =
      Pattern.compile("(?m)^\\s*(exit code|termination reason): (\\S+)\\s*$");
  private static final String OUT_OF_MEMORY = "OOMKilled";

  private LossReason() {}

  /** Returns the first line that says something, and what Kubernetes says of the container. */
  static String oneLine(String said) {
    String first =
        said.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .findFirst()
            .orElse("no reason given");
    String container =
        OF_CONTAINER
            .matcher(said)
            .results()
            .map(found -> found.group(1) + " " + found.group(2))
            .distinct()
            .collect(Collectors.joining(", "));
    String text = container.isEmpty() ? first : "%s (%s)".formatted(first, container);
    return said.contains(OUT_OF_MEMORY)
        ? text + ": it needed more memory than it may have, raise spark.executor.memoryOverhead"
        : text;
  }
}
