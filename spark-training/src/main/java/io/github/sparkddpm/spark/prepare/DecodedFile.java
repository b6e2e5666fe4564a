package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.spark.data.ContentDigest;
import io.github.sparkddpm.spark.data.ParquetInput;
import io.github.sparkddpm.spark.data.ParquetOutput;
import io.github.sparkddpm.spark.data.ShardSchema;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A Parquet file of decoded images, in the order of the source. */
final class DecodedFile {

  private static final String INDEX = "index";
  private static final String LABEL = "label";
  private static final String DIGEST = "digest";
  private static final String IMAGE = "image";

  private static final MessageType TYPE =
      MessageTypeParser.parseMessageType(
          """
          message decoded {
            required int32 index;
            optional int32 label;
            required binary digest;
            required binary image;
          }
          """);

  private DecodedFile() {}

  /**
   * Writes the images that can be used.
   *
   * @param first the first image
   * @param others those behind it
   * @return a survey of all of them
   */
  static PartSurvey write(
      OutputStream out, PreparedImage first, Iterator<PreparedImage> others, Configuration hadoop)
      throws IOException {
    PartSurvey.Counter survey = new PartSurvey.Counter();
    try (ParquetWriter<Group> rows =
        ParquetOutput.groups(out, TYPE)
            .withConf(hadoop)
            .withRowGroupSize(ShardSchema.ROW_GROUP_BYTES)
            .withMinRowCountForPageSizeCheck(1)
            .withDictionaryEncoding(false)
            .withPageWriteChecksumEnabled(true)
            .build()) {
      for (PreparedImage image = first; image != null; image = nextOrNull(others)) {
        survey.add(image);
        if (image.quarantined() == null) {
          rows.write(row(image));
        }
      }
    }
    return survey.survey();
  }

  private static PreparedImage nextOrNull(Iterator<PreparedImage> images) {
    return images.hasNext() ? images.next() : null;
  }

  private static Group row(PreparedImage image) {
    Group row = new SimpleGroup(TYPE);
    row.add(INDEX, image.index());
    if (image.label() != ContentDigest.UNLABELLED) {
      row.add(LABEL, image.label());
    }
    row.add(DIGEST, Binary.fromConstantByteArray(image.digest()));
    row.add(IMAGE, Binary.fromConstantByteArray(image.pixels()));
    return row;
  }

  /** The images of a file, one after the other. */
  static final class Rows implements Closeable {

    private final ParquetReader<Group> rows;

    Rows(Path file, Configuration hadoop) throws IOException {
      rows = ParquetInput.groups(file, hadoop);
    }

    /** Returns the next image; null at the end. */
    PreparedImage next() throws IOException {
      Group row = rows.read();
      return row == null
          ? null
          : new PreparedImage(
              row.getInteger(INDEX, 0),
              row.getFieldRepetitionCount(LABEL) > 0
                  ? row.getInteger(LABEL, 0)
                  : ContentDigest.UNLABELLED,
              row.getBinary(DIGEST, 0).getBytes(),
              row.getBinary(IMAGE, 0).getBytes(),
              null);
    }

    @Override
    public void close() throws IOException {
      rows.close();
    }
  }
}
