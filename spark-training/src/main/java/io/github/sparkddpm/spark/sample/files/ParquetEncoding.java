package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.spark.data.ParquetInput;
import io.github.sparkddpm.spark.data.ParquetOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/**
 * A Parquet file a unit. Its column {@code image} is what Hugging Face's {@code datasets} makes
 * pictures of; the others say where each comes from.
 *
 * @param shape of one image
 * @param settings all that an image depends on besides its id
 */
record ParquetEncoding(ImageShape shape, JsonNode settings) implements UnitStore.Encoding {

  /**
   * The columns, all nullable though none but the class is null: {@code datasets} decodes no
   * picture of a required column.
   */
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType(
          """
          message samples {
            optional int64 id;
            optional int32 label;
            optional group image { optional binary bytes; optional binary path (STRING); }
            optional int64 seed;
            optional binary sampler (STRING);
            optional int32 steps;
            optional int64 checkpoint;
            optional binary weights_sha256 (STRING);
          }
          """);

  /** The metadata without which {@code datasets} shows bytes instead of pictures. */
  private static final String FEATURES =
      """
      {"info": {"features": {
        "id": {"dtype": "int64", "_type": "Value"},
        "label": {"dtype": "int32", "_type": "Value"},
        "image": {"_type": "Image"},
        "seed": {"dtype": "int64", "_type": "Value"},
        "sampler": {"dtype": "string", "_type": "Value"},
        "steps": {"dtype": "int32", "_type": "Value"},
        "checkpoint": {"dtype": "int64", "_type": "Value"},
        "weights_sha256": {"dtype": "string", "_type": "Value"}}}}
      """;

  @Override
  public List<String> names(IdRange unit) {
    return List.of(unit.name() + ".parquet");
  }

  @Override
  public List<byte[]> encode(IdRange unit, byte[] pixels) throws IOException {
    List<byte[]> images = new PngEncoding(shape).encode(unit, pixels);
    int[] labels = SampleClasses.of(settings).labels(unit.ids());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (ParquetWriter<Group> rows =
        ParquetOutput.groups(file, SCHEMA)
            .withExtraMetaData(Map.of("huggingface", FEATURES, "spark-ddpm", settings.toString()))
            .build()) {
      for (int i = 0; i < images.size(); i++) {
        rows.write(row(unit.first() + i, labels[i], images.get(i)));
      }
    }
    return List.of(file.toByteArray());
  }

  private Group row(long id, int label, byte[] png) {
    Group row = new SimpleGroupFactory(SCHEMA).newGroup();
    row.append("id", id)
        .append("seed", settings.path("seed").asLong())
        .append("sampler", settings.path("sampler").asText())
        .append("steps", settings.path("steps").asInt())
        .append("checkpoint", settings.path("checkpoint").asLong())
        .append("weights_sha256", settings.path("weights-sha256").asText());
    if (label != Labels.NONE) {
      row.append("label", label);
    }
    row.addGroup("image")
        .append("bytes", Binary.fromConstantByteArray(png))
        .append("path", PngEncoding.name(id));
    return row;
  }

  @Override
  public byte[] decode(IdRange unit, List<byte[]> files) throws IOException {
    List<byte[]> images = new ArrayList<>();
    try (ParquetReader<Group> rows = ParquetInput.groups(files.get(0))) {
      for (Group row = rows.read(); row != null; row = rows.read()) {
        images.add(row.getGroup("image", 0).getBinary("bytes", 0).getBytes());
      }
    }
    return new PngEncoding(shape).decode(unit, images);
  }
}
