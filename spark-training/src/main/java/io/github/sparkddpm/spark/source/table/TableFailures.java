package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.storage.StorageFailures;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.spark.SparkException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Failures of Spark SQL that a user can mend, each in one line. */
final class TableFailures {

  private static final Pattern NO_READER = Pattern.compile("Failed to find (the )?data source: ");

  /** Spark takes a path with a format that it does not know for a table. */
  private static final Pattern NO_SUCH_PATH =
      Pattern.compile("\\[TABLE_OR_VIEW_NOT_FOUND] .*`\\w+`\\.`[^`]*/.*", Pattern.DOTALL);

  private static final String DELTA_UNSET = "[DELTA_CONFIGURE_SPARK_SESSION_";

  /** Spark shows the query after its reason, or the plan. */
  private static final Pattern AFTERWARDS =
      Pattern.compile("(;\\R|\\R\\s*\\R|\\R== SQL).*", Pattern.DOTALL);

  private TableFailures() {}

  /** Returns the error for a text that is no SQL. */
  static IllegalArgumentException noTable(ImageTable query, ParseException failure) {
    return withCause(noTable(query, reason(failure)), failure);
  }

  /** Returns the error for a query that would change something. */
  static IllegalArgumentException noSelect(ImageTable query) {
    return noTable(query, "it would change something");
  }

  private static IllegalArgumentException noTable(ImageTable query, String why) {
    return new IllegalArgumentException(
        "%s is no table and no SELECT (%s): name a table, a path with its format such as delta.`/path`, or a SELECT with data.source-images"
            .formatted(query.shown(), why));
  }

  /**
   * Throws the reason why Spark does not know what a query is of, unless a storage fails.
   *
   * @throws IllegalArgumentException if so
   */
  static void throwIfRefused(ImageTable query, Throwable failure) {
    if (isOfMachine(failure) || StorageFailures.explain(failure).isPresent()) {
      return;
    }
    if (failure instanceof ParseException none) {
      throw noTable(query, none);
    }
    String reason = reason(failure);
    if (failure instanceof LinkageError) {
      throw withCause(
          new IllegalArgumentException(
              "The jar of the format of %s does not fit Spark %s (%s): add one that is made for it"
                  .formatted(
                      query.shown(), org.apache.spark.package$.MODULE$.SPARK_VERSION(), reason)),
          failure);
    }
    throw withCause(
        new IllegalArgumentException(
            "Spark cannot read %s: %s; %s".formatted(query.shown(), reason, advice(reason))),
        failure);
  }

  /**
   * Reads rows.
   *
   * @throws IllegalArgumentException if that fails for a reason that a user can mend
   */
  static <T> T reading(ImageTable query, Supplier<T> work) {
    try {
      return work.get();
    } catch (Throwable failure) { // Spark's SparkException is checked, but not declared.
      if (failure instanceof AnalysisException) {
        throwIfRefused(query, failure);
      }
      throwIfUnreadable(query, failure);
      throw failure;
    }
  }

  /**
   * Throws the reason why a task could not read rows, unless it is of a machine, a disk or the
   * network, and may pass.
   *
   * @throws IllegalArgumentException if so
   */
  private static void throwIfUnreadable(ImageTable query, Throwable failure) {
    Throwable cause = last(failure);
    boolean passes =
        isOfMachine(failure)
            // Executors were lost, or somebody ended the job.
            || (failure instanceof SparkException && cause == failure)
            || (cause instanceof IOException && !(cause instanceof FileNotFoundException))
            || StorageFailures.explain(failure).isPresent();
    if (!passes) {
      throw withCause(
          new IllegalArgumentException(
              "Spark cannot read the rows of %s: %s; mend the table, or correct data.source-images"
                  .formatted(
                      query.shown(), reason(cause == failure ? failure : failure.getCause()))),
          failure);
    }
  }

  private static String advice(String reason) {
    if (NO_READER.matcher(reason).find() || NO_SUCH_PATH.matcher(reason).matches()) {
      return "add the jar of its format by --spark-conf spark.jars.packages, or correct data.source-images";
    }
    return reason.startsWith(DELTA_UNSET)
        ? "set spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension and spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog, each by --spark-conf"
        : "correct data.source-images";
  }

  private static IllegalArgumentException withCause(
      IllegalArgumentException error, Throwable cause) {
    error.initCause(cause);
    return error;
  }

  private static boolean isOfMachine(Throwable failure) {
    return causes(failure).anyMatch(VirtualMachineError.class::isInstance);
  }

  /** Returns Spark's own reason, or else that of the last cause, in one line. */
  private static String reason(Throwable failure) {
    Throwable cause =
        causes(failure)
            .filter(found -> found instanceof SparkThrowable && found.getMessage() != null)
            .findFirst()
            .orElseGet(() -> last(failure));
    String message = String.valueOf(cause.getMessage()).strip();
    String line =
        AFTERWARDS
            .matcher(message)
            .replaceFirst("")
            .replaceAll("\\s+", " ")
            .replaceFirst("[.;\\s]+$", "");
    return Printable.of(line.isEmpty() ? cause.getClass().getSimpleName() : line);
  }

  private static Throwable last(Throwable failure) {
    return causes(failure).reduce(failure, (before, cause) -> cause);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause);
  }
}
