package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.Drawn;
import io.github.sparkddpm.spark.data.LocalSpark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;

/** Rows of images as tests want them. */
final class Tables {

  static final StructType FILES = StructType.fromDDL("file STRING, image BINARY, kind STRING");

  private Tables() {}

  /** The images of {@link Drawn#folders} with their paths and folders, in reverse order. */
  static Dataset<Row> files(int folders, int images) throws IOException {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < folders * images; i++) {
      String kind = String.valueOf((char) ('a' + i / images));
      String file = String.format(Locale.ROOT, "%s/%03d.png", kind, i % images);
      rows.add(RowFactory.create(file, Drawn.png(i), kind));
    }
    Collections.reverse(rows);
    return of(FILES, rows);
  }

  /** Rows of a type. */
  static Dataset<Row> of(StructType type, List<Row> rows) {
    return LocalSpark.session().createDataFrame(rows, type);
  }

  /** Rows of a type, given in SQL. */
  static Dataset<Row> of(String type, Row... rows) {
    return of(StructType.fromDDL(type), List.of(rows));
  }
}
