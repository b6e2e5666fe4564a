package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * The provenance of the images in a finished folder of samples.
 *
 * @param settings all that an image depends on besides its id
 */
public record SampleProvenance(JsonNode settings) implements Serializable {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * Reads the provenance from a folder.
   *
   * @return empty if the folder is not one of samples
   * @throws DatasetException if sampling has not come to its end there, or the file is damaged
   */
  public static Optional<SampleProvenance> read(OutputFolder folder) throws IOException {
    Optional<String> json = folder.readText(SamplesFolder.SETTINGS);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    if (folder.read(SamplesManifest.SUCCESS).isEmpty()) {
      throw new DatasetException(
          "The samples in %s are not all there (no %s): run the same sample command again"
              .formatted(folder.path(), SamplesManifest.SUCCESS));
    }
    try {
      return Optional.of(new SampleProvenance(MAPPER.readTree(json.get())));
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          "Damaged %s: %s; move or delete the folder, then sample again"
              .formatted(folder.path(SamplesFolder.SETTINGS), e.getOriginalMessage()),
          e);
    }
  }

  /** Reads the provenance from a folder, if sampling has come to its end there. */
  public static Optional<SampleProvenance> readIfFinished(OutputFolder folder) throws IOException {
    return folder.read(SamplesManifest.SUCCESS).isPresent() ? read(folder) : Optional.empty();
  }

  /** Returns the classes of the images. */
  public SampleClasses classes() {
    return SampleClasses.of(settings);
  }

  /** Returns the step whose weights drew the images. */
  public long checkpoint() {
    return settings.path("checkpoint").asLong();
  }

  /** Returns the SHA-256 of the weights that drew the images. */
  public String weightsSha256() {
    return settings.path("weights-sha256").asText();
  }

  /** Returns the sampling settings in words. */
  public String description() {
    return "drawn with seed %s by the %s sampler in %s steps"
        .formatted(
            settings.path("seed").asText(),
            settings
                .path("sampler")
                .asText()
                .replace("_PLUS", "+")
                .toLowerCase(Locale.ROOT)
                .replace('_', '-'),
            settings.path("steps").asText());
  }
}
