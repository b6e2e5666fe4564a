package io.github.sparkddpm.spark.sample.table;

import io.github.sparkddpm.spark.sample.files.IdRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/** The ids of rows as ranges, found by the executors: no process holds all ids. */
public final class IdRuns {

  private IdRuns() {}

  /**
   * Returns the ids in order. An id that is there twice begins a range that overlaps the one
   * before.
   *
   * @param ids one column, without nulls
   */
  public static List<IdRange> of(Dataset<Row> ids) {
    List<IdRange> runs = new ArrayList<>();
    runs.addAll(
        ids.as(Encoders.LONG())
            .sort(ids.columns()[0])
            .javaRDD()
            .mapPartitions(IdRuns::runs)
            .collect());
    runs.sort(Comparator.comparingLong(IdRange::first));
    return runs;
  }

  private static Iterator<IdRange> runs(Iterator<Long> sorted) {
    List<IdRange> runs = new ArrayList<>();
    long first = 0;
    int count = 0;
    while (sorted.hasNext()) {
      long id = sorted.next();
      if (count > 0 && id != first + count) {
        runs.add(new IdRange(first, count));
        count = 0;
      }
      first = count == 0 ? id : first;
      count++;
    }
    if (count > 0) {
      runs.add(new IdRange(first, count));
    }
    return runs.iterator();
  }
}
