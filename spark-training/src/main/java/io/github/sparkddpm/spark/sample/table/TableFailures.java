package io.github.sparkddpm.spark.sample.table;

import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.storage.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.AnalysisException;

/** Explains in one line why Spark refuses a table. */
final class TableFailures {

  private static final String JAR = "--spark-conf spark.jars.packages (docs/sampling.md#a-table)";

  /** The words of Spark about a file that it cannot read, before the file's name. */
  private static final String UNREADABLE = "Encountered error while reading file";

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
   * @throws OutputWriteException if files of the table cannot be written
   * @throws DamagedFileException if files of samples cannot be read
   */
  static RuntimeException written(TableName table, Exception failure) throws IOException {
    List<Throwable> causes =
        Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause).toList();
    Optional<Throwable> damage =
        causes.stream()
            .filter(cause -> said(cause).contains(UNREADABLE))
            .reduce((outer, inner) -> inner);
    if (damage.isPresent()) {
      throw new DamagedFileException(
          "Nothing was added to the table %s, because a file of samples is damaged (%s): delete it, then sample again"
              .formatted(table, said(damage.get())),
          failure);
    }
    for (Throwable cause : causes) {
      if (cause instanceof IOException files) {
        throw new OutputWriteException("the table " + table, files);
      }
    }
    return isOfSpark(failure) || !(failure instanceof RuntimeException unexpected)
        ? unusable(table, failure)
        : unexpected;
  }

  private static boolean isOfSpark(Exception failure) {
    return failure instanceof AnalysisException
        || failure instanceof UnsupportedOperationException
        || lacksClass(said(failure));
  }

  private static boolean lacksClass(String said) {
    return said.contains("DATA_SOURCE_NOT_FOUND")
        || said.contains("Cannot find catalog plugin class")
        || said.contains("ClassNotFoundException");
  }

  /** Returns the first paragraph of what Spark says, as one line. */
  private static String said(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return Printable.of(
        String.join(
            " ", message.lines().map(String::strip).takeWhile(line -> !line.isEmpty()).toList()));
  }
}
