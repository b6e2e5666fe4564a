package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.spark.source.files.ClassNames;
import io.github.sparkddpm.spark.source.files.ClassNumber;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.spark.sql.Row;

/**
 * A summary of a partition of rows.
 *
 * @param rows how many there are
 * @param sameKeys how many have the key of the row before
 * @param classes the labels that are texts, sorted, each once
 * @param tie the name of a row that differs from another one of its key; null if there is none
 * @param problem the reason why labels cannot be used; null if they can
 */
record TablePart(long rows, long sameKeys, List<String> classes, String tie, String problem)
    implements Serializable {

  /** Returns the summary of rows, those of one key one after the other. */
  static TablePart of(Iterator<Row> rows, boolean arePaths) {
    Counter counter = new Counter(arePaths);
    try {
      rows.forEachRemaining(counter::add);
    } catch (IllegalArgumentException e) { // Told to the driver at once, not tried again.
      return counter.total(e.getMessage());
    }
    return counter.total(null);
  }

  /** Takes in rows, one after the other. */
  private static final class Counter {

    private final boolean arePaths;
    private final TreeSet<String> classes = new TreeSet<>();
    private long rows;
    private long sameKeys;
    private String tie;
    private Row before;

    Counter(boolean arePaths) {
      this.arePaths = arePaths;
    }

    void add(Row row) {
      rows++;
      label(row);
      if (row.size() > TableRows.KEY) {
        if (before != null && isSameKey(before, row)) {
          sameKeys++;
          tie = tie == null && differ(before, row) ? row.getString(TableRows.NAME) : tie;
        }
        before = row;
      }
    }

    private void label(Row row) {
      if (row.get(TableRows.LABEL) instanceof String text) {
        if (classes.add(text)) {
          ClassNames.requireFew(classes);
        }
      } else if (!row.isNullAt(TableRows.LABEL)) {
        long number = row.getLong(TableRows.LABEL);
        ClassNumber.requireNotTooLarge(
            number, row.isNullAt(TableRows.NAME) ? "a row" : row.getString(TableRows.NAME));
      }
    }

    private static boolean isSameKey(Row one, Row other) {
      for (int i = TableRows.KEY; i < one.size(); i++) {
        if (!Objects.deepEquals(one.get(i), other.get(i))) {
          return false;
        }
      }
      return true;
    }

    private boolean differ(Row one, Row other) {
      return !Objects.equals(one.get(TableRows.LABEL), other.get(TableRows.LABEL))
          || !Objects.deepEquals(one.get(TableRows.IMAGE), other.get(TableRows.IMAGE))
          || (arePaths && !Objects.equals(one.get(TableRows.PATH), other.get(TableRows.PATH)));
    }

    TablePart total(String problem) {
      return new TablePart(rows, sameKeys, new ArrayList<>(classes), tie, problem);
    }
  }

  /** Returns all texts that are labels, sorted. */
  static List<String> classes(Collection<TablePart> parts) {
    TreeSet<String> names = new TreeSet<>();
    for (TablePart part : parts) {
      names.addAll(part.classes);
      ClassNames.requireFew(names);
    }
    return List.copyOf(names);
  }
}
