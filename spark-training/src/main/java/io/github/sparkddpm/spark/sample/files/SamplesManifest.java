package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The content and provenance of a folder of samples. It is written when all of it is there, and
 * deleted before more is drawn.
 *
 * @param settings all that an image depends on besides its id
 * @param versions of what drew them last
 * @param shape of one image
 * @param units the images, by format
 * @param npz files that were put together
 * @param tables names of the tables that have images; null in manifests of older releases
 */
public record SamplesManifest(
    @JsonProperty("format-version") int formatVersion,
    JsonNode settings,
    Map<String, String> versions,
    ImageShape shape,
    Map<String, List<UnitManifest>> units,
    List<String> npz,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> tables) {

  public static final String FILE = "manifest.json";
  public static final int FORMAT_VERSION = 1;

  /** An empty file beside the manifest, the last that is written. */
  static final String SUCCESS = "_SUCCESS";

  /** The names that {@link NpzWriter#name} returns. */
  private static final Pattern NPZ = Pattern.compile("samples-[0-9]{8,19}-[0-9]{8,19}\\.npz");

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public SamplesManifest {
    versions = new TreeMap<>(versions);
    units = new TreeMap<>(units);
    npz = List.copyOf(npz);
    tables = tables == null ? List.of() : List.copyOf(tables);
    if (!npz.stream().allMatch(name -> NPZ.matcher(name).matches())) {
      throw new IllegalArgumentException("it names files that are not the folder's");
    }
  }

  /** Returns the manifest of a folder, if all that was ever asked of it was done. */
  public static Optional<SamplesManifest> read(OutputFolder folder) throws IOException {
    Optional<String> json =
        folder.read(SUCCESS).isPresent() ? folder.readText(FILE) : Optional.empty();
    try {
      return json.isPresent()
          ? Optional.ofNullable(MAPPER.readValue(json.get(), SamplesManifest.class))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      throw new DamagedFileException(
          "Damaged %s: %s; delete it, then sample again"
              .formatted(folder.path(FILE), e.getOriginalMessage()),
          e);
    }
  }

  public static void delete(OutputFolder folder) throws IOException {
    folder.delete(SUCCESS);
    folder.delete(FILE);
  }

  public void write(OutputFolder folder) throws IOException {
    folder.write(FILE, MAPPER.writeValueAsBytes(this));
    folder.write(SUCCESS, new byte[0]);
  }
}
