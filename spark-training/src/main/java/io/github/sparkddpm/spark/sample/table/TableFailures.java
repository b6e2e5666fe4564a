package io.github.sparkddpm.spark.sample.table;

import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;

/** Explains in one line why Spark refuses a table. */
final class TableFailures {

  private static final String JAR = "--spark-conf spark.jars.packages (docs/sampling.md#a-table)";

  private TableFailures() {}

  /** Explains why a table cannot be found or read. */
  static RuntimeException unusable(TableName table, Exception failure) {
    String said = said(failure);
    if (lacksClass(said)) {
      return new UnusableTableException(
          "Spark lacks the classes for sampling.table = %s (%s): add their jar by %s"
              .formatted(table, said, JAR),
          failure);
    }
    return new UnusableTableException(
        "Spark cannot use sampling.table = %s (%s): correct the name, or tell Spark its catalog (docs/sampling.md#a-table)"
            .formatted(table, said),
        failure);
  }

  /**
   * Explains why a table cannot be created or added to.
   *
   * @return what to throw, if it is not the failure of files
   * @throws OutputWriteException if it is
   */
  static RuntimeException written(TableName table, Exception failure) throws OutputWriteException {
    for (Throwable cause : causes(failure)) {
      if (cause instanceof IOException files) {
        throw new OutputWriteException("the table " + table, files);
      }
    }
    boolean explained =
        failure instanceof AnalysisException || failure instanceof UnsupportedOperationException;
    return !explained
            && failure instanceof RuntimeException unexpected
            && !lacksClass(said(failure))
        ? unexpected
        : unusable(table, failure);
  }

  private static boolean lacksClass(String said) {
    return said.contains("DATA_SOURCE_NOT_FOUND")
        || said.contains("Cannot find catalog plugin class")
        || said.contains("ClassNotFoundException");
  }

  /** Returns the first paragraph of what Spark says, as one line. */
  private static String said(Exception failure) {
    String message = String.valueOf(failure.getMessage());
    return Printable.of(
        String.join(
            " ", message.lines().map(String::strip).takeWhile(line -> !line.isEmpty()).toList()));
  }

  private static Iterable<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).toList();
  }
}
