package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.storage.TableName;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.parser.ParseException;
import org.apache.spark.sql.catalyst.plans.logical.Command;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.ParsedStatement;

/**
 * A name for rows: a SELECT, a table such as {@code catalog.db.name}, or a path with its format
 * such as {@code delta.`s3a://bucket/pictures`}.
 *
 * @param text as the user wrote it
 */
public record TableQuery(String text) implements ImageTable {

  private static final Pattern QUERY =
      Pattern.compile("[\\s(]*(SELECT|WITH)\\b.*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final int LONGEST_SHOWN = 200;

  /** Returns the same with another path, if there is a path in it. */
  public TableQuery withPath(UnaryOperator<String> path) {
    return atPath().map(at -> new TableQuery(at.withPath(path).toString())).orElse(this);
  }

  /** Returns the last part of the path, the table's name or the query, in one line. */
  @Override
  public String name() {
    return atPath()
        .map(at -> at.path().replaceFirst("/+$", "").replaceFirst(".*/", ""))
        .orElseGet(() -> text.strip().replaceAll("\\s+", " "));
  }

  /** Returns the text for a message, shortened. */
  @Override
  public String shown() {
    String line = text.strip().replaceAll("\\s+", " ");
    return Printable.of(
        line.length() <= LONGEST_SHOWN ? line : line.substring(0, LONGEST_SHOWN) + "...");
  }

  /**
   * Returns the rows; nothing but metadata is read yet.
   *
   * @throws IllegalArgumentException in one line if it is none of the three, or Spark finds no such
   *     table, column, snapshot or format
   */
  @Override
  public Dataset<Row> rows(SparkSession spark) {
    boolean query = QUERY.matcher(text).matches();
    if (query) {
      requireSelect(spark);
    }
    SmallBatches.set(spark);
    try {
      return query ? spark.sql(text) : table(spark);
    } catch (Throwable failure) { // Spark's AnalysisException is checked, but not declared.
      TableFailures.throwIfRefused(this, failure);
      throw failure;
    }
  }

  /** Refuses a query that changes something: Spark runs a command as soon as it is given. */
  private void requireSelect(SparkSession spark) {
    LogicalPlan plan;
    try {
      plan = spark.sessionState().sqlParser().parsePlan(text);
    } catch (ParseException e) {
      throw TableFailures.noTable(this, e);
    }
    if (plan.exists(node -> node instanceof Command || node instanceof ParsedStatement)) {
      throw TableFailures.noSelect(this);
    }
  }

  private Dataset<Row> table(SparkSession spark) {
    Optional<TableName> at = atPath();
    if (at.isEmpty()) {
      return spark.table(text);
    }
    if (at.get().format().equals("iceberg")) {
      IcebergPaths.allow(spark);
    }
    return spark.read().format(at.get().format()).load(at.get().path());
  }

  private Optional<TableName> atPath() {
    return TableName.parse(text).filter(TableName::isPath);
  }
}
