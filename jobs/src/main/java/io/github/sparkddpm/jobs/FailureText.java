package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One line for a failure that nobody foresaw, and a file with its stack trace. */
final class FailureText {

  private static final String OURS = "io.github.sparkddpm.";
  private static final int MOST_CAUSES = 4;

  private FailureText() {}

  /** Returns a failure's message without stack traces that Spark writes into it, in one line. */
  static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getSimpleName();
    }
    String text =
        message
            .lines()
            .takeWhile(line -> !line.isBlank() && !line.startsWith("Driver stacktrace"))
            .filter(line -> !line.stripLeading().startsWith("at "))
            .reduce((one, other) -> one.strip() + " " + other.strip())
            .orElse(message.strip().lines().findFirst().orElse(""));
    return Secrets.maskUserInfo(Printable.of(text.strip()));
  }

  /** Returns what happened and why, where in our code, and where the stack trace is. */
  static String unexpected(Throwable failure, boolean shown) {
    List<String> causes = new ArrayList<>();
    for (Throwable cause = failure;
        cause != null && causes.size() < MOST_CAUSES;
        cause = cause.getCause()) {
      String text = oneLine(cause);
      if (causes.stream().noneMatch(before -> before.contains(text))) {
        causes.add(named(cause));
      }
    }
    return "unexpected %s%s%s"
        .formatted(
            String.join(", for ", causes), place(failure), shown ? "" : "; " + kept(failure));
  }

  /**
   * Returns the stack trace of a failure and its causes, with what is secret in their messages
   * masked.
   */
  static String trace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return Secrets.maskUserInfo(text.toString());
  }

  private static String named(Throwable failure) {
    String name = failure.getClass().getSimpleName();
    String text = oneLine(failure);
    return text.equals(name) ? name : name + ": " + text;
  }

  private static String place(Throwable failure) {
    return Arrays.stream(failure.getStackTrace())
        .filter(frame -> frame.getClassName().startsWith(OURS))
        .findFirst()
        .map(frame -> " (%s:%s)".formatted(frame.getFileName(), frame.getLineNumber()))
        .orElse("");
  }

  /** The run may have taken hours, so that nobody shall have to repeat it for its trace. */
  private static String kept(Throwable failure) {
    try {
      Path file = Files.createTempFile("spark-ddpm-failure-", ".txt");
      try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file))) {
        out.print(trace(failure));
      }
      return "its stack trace is in %s, and --verbose shows it".formatted(file);
    } catch (IOException e) {
      return "run again with --verbose for the stack trace";
    }
  }
}
