package io.github.sparkddpm.spark.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** The manifest as JSON. */
final class ManifestJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  /** The first version that counts what was not read. */
  private static final int WITH_PASSED_OVER = 4;

  private ManifestJson() {}

  static byte[] write(DatasetManifest manifest) throws IOException {
    return MAPPER.writeValueAsBytes(manifest);
  }

  /** Returns whether the bytes are complete JSON, of any format version. */
  static boolean isWhole(String json) {
    try {
      return !MAPPER.readTree(json).isMissingNode();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  /**
   * Reads and validates a manifest.
   *
   * @param location the manifest's path, for error messages
   * @throws DatasetException if it is damaged or of another format version
   */
  static DatasetManifest read(String json, String location) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      requireVersion(tree.path("formatVersion"), location);
      addMissing(tree);
      return MAPPER.treeToValue(tree, DatasetManifest.class);
    } catch (JsonProcessingException e) {
      throw new DatasetException(
          "Damaged dataset manifest %s: %s; delete the folder and prepare the dataset again"
              .formatted(location, reason(e)),
          e);
    }
  }

  /** Checks the version before any other field, because other versions may have other fields. */
  private static void requireVersion(JsonNode version, String location) {
    if (version.isInt() && !DatasetManifest.isRead(version.intValue())) {
      throw new DatasetException(
          "Dataset manifest %s has format version %s, this release reads versions %s to %s: prepare the dataset again with this release"
              .formatted(
                  location,
                  version.intValue(),
                  DatasetManifest.OLDEST_VERSION,
                  DatasetManifest.FORMAT_VERSION));
    }
  }

  /** Adds the fields that earlier versions lack. */
  private static void addMissing(JsonNode tree) {
    int version = tree.path("formatVersion").asInt();
    if (version < WITH_PASSED_OVER && tree.path("source") instanceof ObjectNode it) {
      it.putObject("passedOver");
    }
    if (version == DatasetManifest.OLDEST_VERSION) {
      for (JsonNode shard : tree.path("shards")) {
        if (shard instanceof ObjectNode object) {
          object.put("content", "");
        }
      }
    }
  }

  private static String reason(JsonProcessingException e) {
    String reason =
        e instanceof ValueInstantiationException && e.getCause() != null
            ? e.getCause().getMessage()
            : e.getOriginalMessage();
    return reason.lines().findFirst().orElse("");
  }
}
