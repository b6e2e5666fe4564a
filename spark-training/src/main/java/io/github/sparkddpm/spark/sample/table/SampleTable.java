package io.github.sparkddpm.spark.sample.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.min;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.sample.files.IdRange;
import io.github.sparkddpm.spark.sample.files.MissingImages;
import io.github.sparkddpm.spark.sample.files.PngEncoding;
import io.github.sparkddpm.spark.sample.files.StoredSamples;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunRecord;
import io.github.sparkddpm.spark.storage.TableName;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * The images of some ids in a table, which other runs may share with other ids.
 *
 * <p>Tasks never write into the table. They draw units into the folder of samples, as they do for
 * every format, and once all are there one job appends the rows that the table lacks. So a task
 * that Spark retries cannot append twice, and the reader of a Delta or Iceberg table sees all
 * images or none. What is lacking is read from the table itself just before, and checked
 * afterwards: neither an interruption nor a table that has no transactions, such as one of Parquet
 * files, can lose an image or add it twice unnoticed.
 *
 * @param ids of the images that are asked for; rows of others are left alone
 */
public record SampleTable(TableName name, IdRange ids, SparkSession spark) {

  /**
   * Checks that the table can hold images, or can be created, without writing.
   *
   * @throws UnusableTableException if Spark cannot use it
   * @throws OutputRefusedException if it is a view, or has other columns
   */
  public void requireUsable() throws IOException {
    Optional<Dataset<Row>> rows = stored().find();
    if (rows.isPresent()) {
      SampleColumns.require(rows.get().schema(), name);
    } else {
      stored().requireCreatable();
    }
  }

  public boolean exists() throws IOException {
    return stored().find().isPresent();
  }

  /**
   * Creates the table, unless it exists.
   *
   * @throws OutputRefusedException if it has other columns than those it was given
   */
  public void create() throws IOException {
    if (!exists()) {
      stored().create();
      requireUsable();
    }
  }

  /** Returns in words what would be written, for a table that is usable. */
  public String plan() throws IOException {
    String images = "images %s to %s".formatted(ids.first(), ids.end() - 1);
    if (!exists()) {
      return "Would create the table %s for %s".formatted(name, images);
    }
    int missing = MissingImages.of(ids, held()).count();
    return "Would append %s to the table %s, which has %s of these ids"
        .formatted(images, name, ids.count() - missing);
  }

  /**
   * Checks that the images that the table holds are those that would be drawn.
   *
   * @param settings all that an image depends on besides its id
   * @throws OutputRefusedException if some are others
   */
  public void requireSame(JsonNode settings) throws IOException {
    Optional<Dataset<Row>> rows = rows(ids);
    if (rows.isPresent()) {
      List<Row> kinds =
          rows.get().groupBy(SampleColumns.SETTINGS).agg(min(SampleColumns.ID)).collectAsList();
      for (Row kind : kinds) {
        requireSame(kind.getString(0), kind.getLong(1), settings);
      }
    }
  }

  private void requireSame(String there, long first, JsonNode settings) {
    List<String> differences = RunRecord.differences(read(there), settings, key -> true);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "The table %s holds images, such as that of id %s, that differ in %s: draw other ids by sampling.first-id, name another sampling.table, or delete these rows"
              .formatted(name, first, String.join(", ", differences)));
    }
  }

  /** Reads a row's settings. Others than ours wrote what is no JSON, so that it differs in all. */
  private static JsonNode read(String settings) {
    JsonMapper mapper = new JsonMapper();
    try {
      return settings == null ? mapper.createObjectNode() : mapper.readTree(settings);
    } catch (JsonProcessingException e) {
      return mapper.createObjectNode();
    }
  }

  /**
   * Finds the images that the table holds.
   *
   * @return ranges in order, without overlaps
   * @throws DamagedFileException if it holds one more than once
   */
  public List<IdRange> held() throws IOException {
    Optional<Dataset<Row>> rows = rows(ids);
    List<IdRange> runs =
        rows.isPresent() ? IdRuns.of(rows.get().select(SampleColumns.ID)) : List.of();
    for (int i = 1; i < runs.size(); i++) {
      if (runs.get(i).first() < runs.get(i - 1).end()) {
        throw new DamagedFileException(
            "The table %s has more than one row of image %s, as when two commands draw the same ids at a time: delete the surplus rows, then sample again"
                .formatted(name, runs.get(i).first()));
      }
    }
    return runs;
  }

  /**
   * Appends the images that the table lacks.
   *
   * @param units which have them
   * @param settings of the images
   * @throws DamagedFileException if the table does not hold each image once afterwards
   */
  public void complete(StoredSamples units, JsonNode settings) throws IOException {
    requireSame(settings);
    List<IdRange> held = held();
    MissingImages absent = MissingImages.of(ids, held);
    if (absent.isEmpty()) {
      return;
    }
    Dataset<Row> drawn =
        within(ids, SampleColumns.read(spark, units.files(absent), settings.toString()));
    stored().append(held.isEmpty() ? drawn : without(rows(ids).orElseThrow(), drawn));
    requireSame(settings);
    MissingImages lost = MissingImages.of(ids, held());
    if (!lost.isEmpty()) {
      throw new DamagedFileException(
          "The table %s lacks image %s, though it was appended: run the same command again"
              .formatted(name, lost.ranges().get(0).first()));
    }
  }

  private static Dataset<Row> without(Dataset<Row> held, Dataset<Row> drawn) {
    String[] id = {SampleColumns.ID};
    return drawn.join(held.select(SampleColumns.ID), id, "left_anti");
  }

  /** Reads the pixels of images, all in memory. */
  public byte[] pixels(IdRange shown, ImageShape shape) throws IOException {
    List<byte[]> images =
        rows(shown)
            .orElseThrow()
            .sort(SampleColumns.ID)
            .select(col(SampleColumns.PNG))
            .as(Encoders.BINARY())
            .collectAsList();
    try {
      return new PngEncoding(shape).decode(shown, images);
    } catch (IOException | RuntimeException e) { // ImageIO's of damaged images.
      throw new DamagedFileException(
          "The images %s of the table %s are damaged (%s): delete their rows, then sample again"
              .formatted(shown.name(), name, e.getMessage()),
          e);
    }
  }

  private Optional<Dataset<Row>> rows(IdRange wanted) throws IOException {
    return stored().find().map(rows -> within(wanted, rows));
  }

  private static Dataset<Row> within(IdRange wanted, Dataset<Row> rows) {
    return rows.where(col(SampleColumns.ID).between(wanted.first(), wanted.end() - 1));
  }

  private StoredTable stored() {
    return new StoredTable(name, spark);
  }
}
