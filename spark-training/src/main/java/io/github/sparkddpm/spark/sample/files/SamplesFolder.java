package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.RunRecord;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * A folder of images of one kind, so that nobody measures a mixture. {@value #SETTINGS} names the
 * kind, and is written before the first image.
 *
 * @param path need not exist
 * @param hadoop how its file system is reached
 * @param shape of one image
 * @param settings all that an image depends on besides its id
 */
public record SamplesFolder(Path path, Configuration hadoop, ImageShape shape, JsonNode settings) {

  static final String SETTINGS = "settings.json";

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /** Returns the files of the folder itself. */
  public OutputFolder files() throws IOException {
    return new OutputFolder(path, hadoop);
  }

  /** Returns the folder of a format's units. */
  public OutputFolder folder(SampleFormat format) throws IOException {
    return new OutputFolder(new Path(path, format.folder()), hadoop);
  }

  /** Returns the folder of the pictures of the denoising. */
  public OutputFolder frames() throws IOException {
    return new OutputFolder(new Path(path, "frames"), hadoop);
  }

  public UnitManifests records(SampleFormat format) throws IOException {
    return new UnitManifests(new OutputFolder(new Path(path, "_units/" + format.id()), hadoop));
  }

  public UnitStore units(SampleFormat format) throws IOException {
    UnitStore.Encoding encoding =
        switch (format) {
          case PNG -> new PngEncoding(shape);
          case PARQUET, TABLE -> new ParquetEncoding(shape, settings);
          case NPZ -> new NpyEncoding(shape);
        };
    return new UnitStore(folder(format), encoding);
  }

  /**
   * Ensures that nothing else is in the folder, without writing.
   *
   * @throws OutputRefusedException if the folder holds images of other settings, or other files
   */
  public void requireOwn() throws IOException {
    Optional<String> found = files().readText(SETTINGS);
    if (found.isPresent()) {
      requireSame(read(found.get()));
    } else {
      files().requireOwn(SETTINGS, "move or delete it, or name another sampling.output");
    }
  }

  /** Claims the folder for images of these settings, if that is not yet done. */
  public void claim() throws IOException {
    Optional<String> found = files().readText(SETTINGS);
    if (found.isPresent()) {
      requireSame(read(found.get()));
    } else {
      files().write(SETTINGS, MAPPER.writeValueAsBytes(settings));
    }
  }

  private JsonNode read(String json) throws IOException {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(
          "Damaged %s/%s: %s; move or delete the folder, then sample again"
              .formatted(path, SETTINGS, e.getOriginalMessage()),
          e);
    }
  }

  private void requireSame(JsonNode there) {
    List<String> differences = RunRecord.differences(there, settings, key -> true);
    if (!differences.isEmpty()) {
      throw new OutputRefusedException(
          "The folder %s holds samples that differ in %s: move or delete it, or name another sampling.output"
              .formatted(path, String.join(", ", differences)));
    }
  }
}
