package io.github.sparkddpm.spark.storage;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The name of a table in one of Spark's catalogs, such as {@code catalog.db.name}, or a folder with
 * its format, such as {@code delta.`/path`}.
 *
 * @param parts without quotes, at least one
 */
public record TableName(List<String> parts) {

  /** A part of a name in SQL: a word, or anything in backticks, of which two mean one. */
  private static final String PART = "(\\w+|`(?:[^`]|``)+`)";

  private static final Pattern NAME = Pattern.compile(PART + "(\\s*\\.\\s*" + PART + ")*");

  public TableName {
    parts = List.copyOf(parts);
  }

  /** Reads a name as SQL has it; empty if the text is none. */
  public static Optional<TableName> parse(String text) {
    String name = text.strip();
    return NAME.matcher(name).matches()
        ? Optional.of(
            new TableName(
                Pattern.compile(PART)
                    .matcher(name)
                    .results()
                    .map(part -> unquoted(part.group()))
                    .toList()))
        : Optional.empty();
  }

  private static String unquoted(String part) {
    return part.startsWith("`") ? part.substring(1, part.length() - 1).replace("``", "`") : part;
  }

  /** Returns whether it is a folder with its format. */
  public boolean isPath() {
    return parts.size() == 2 && parts.get(1).contains("/");
  }

  /** Returns the format of the folder. */
  public String format() {
    return parts.get(0);
  }

  /** Returns the folder. */
  public String path() {
    return parts.get(1);
  }

  /** Returns the same with its folder, if it is one, replaced, such as by its qualified form. */
  public TableName withPath(UnaryOperator<String> path) {
    return isPath() ? new TableName(List.of(format(), path.apply(path()))) : this;
  }

  /** Returns the database, which a name of one part leaves to the session. */
  public Optional<String> database() {
    return parts.size() == 1
        ? Optional.empty()
        : Optional.of(new TableName(parts.subList(0, parts.size() - 1)).toString());
  }

  /** Returns the expression by which PySpark and Spark's shell read it. */
  public String reading() {
    return isPath()
        ? "spark.read.format(\"%s\").load(\"%s\")".formatted(format(), path())
        : "spark.table(\"%s\")".formatted(this);
  }

  /** Returns the name in SQL, with quotes where they are needed. */
  @Override
  public String toString() {
    return String.join(".", parts.stream().map(TableName::quoted).toList());
  }

  private static String quoted(String part) {
    return part.matches("[A-Za-z_][A-Za-z0-9_]*") ? part : "`" + part.replace("`", "``") + "`";
  }
}
