package io.github.sparkddpm.spark.source.table;

import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.storage.Printable;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;

/** A partition of sorted rows. It is read by the task that makes it, and so never serialized. */
final class TableSplit implements SourceSplit {

  private static final long serialVersionUID = 1L;

  private final transient Iterator<Row> rows;
  private final int firstIndex;
  private final int count;
  private final boolean arePaths;
  private final List<String> classes;

  /**
   * Creates a split.
   *
   * @param arePaths whether images are files that the rows name
   * @param classes the texts that are labels, sorted
   */
  TableSplit(
      Iterator<Row> rows, int firstIndex, int count, boolean arePaths, List<String> classes) {
    this.rows = rows;
    this.firstIndex = firstIndex;
    this.count = count;
    this.arePaths = arePaths;
    this.classes = classes;
  }

  @Override
  public int firstIndex() {
    return firstIndex;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public Entries open(Configuration hadoop) {
    return () -> {
      if (!rows.hasNext()) {
        throw changed("The table");
      }
      Row row = rows.next();
      String name = row.getString(TableRows.NAME);
      OptionalInt label = label(row, name);
      return arePaths
          ? NamedFile.entry(name, label, row.getString(TableRows.PATH), hadoop)
          : entry(name, label, row.getAs(TableRows.IMAGE));
    };
  }

  private static SourceEntry entry(String name, OptionalInt label, byte[] bytes) {
    if (bytes == null) {
      return SourceEntry.unreadable(name, label, "its bytes are null");
    }
    return bytes.length > SourceFolder.MAX_BYTES
        ? SourceEntry.unreadable(name, label, SourceFolder.tooLarge(bytes.length))
        : SourceEntry.file(name, label, bytes);
  }

  private OptionalInt label(Row row, String name) {
    if (row.isNullAt(TableRows.LABEL)) {
      return OptionalInt.empty();
    }
    if (row.get(TableRows.LABEL) instanceof String text) {
      int place = Collections.binarySearch(classes, text);
      if (place < 0) {
        throw changed(name);
      }
      return OptionalInt.of(place);
    }
    // Negative where the class is kept secret, as Hugging Face has it.
    int number = Math.toIntExact(row.getLong(TableRows.LABEL));
    return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private static IllegalArgumentException changed(String what) {
    return new IllegalArgumentException(
        "%s is not as it was when the rows were listed: the source changed meanwhile; prepare again"
            .formatted(Printable.of(what)));
  }
}
