package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Reads and writes {@code checkpoint.json}, which carries a digest of itself. */
final class ManifestFile {

  static final String NAME = "checkpoint.json";
  static final int FORMAT_VERSION = 1;

  /** It has some 5,000, most of them the configuration. */
  private static final int MOST_BYTES = 8 << 20;

  private static final String DIGEST_KEY = "sha256";

  /** The key of a run's provenance that only runs have which began with other weights. */
  private static final String PARENT = "parent";

  private static final Pattern FILE = Pattern.compile("[a-z][a-z0-9_.-]*\\.safetensors");

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .build();

  private ManifestFile() {}

  static void write(Folder folder, Manifest manifest) throws IOException {
    // Through text once, so that a number has the one form that reading will give it.
    ObjectNode tree = (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(manifest));
    tree.put(DIGEST_KEY, digest(tree));
    try (OutputStream out = folder.create(NAME)) {
      out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(tree));
    }
  }

  static Manifest read(Folder folder) throws IOException {
    if (!folder.exists(NAME)) {
      throw new CorruptCheckpointException(
          folder, NAME, "is missing: the checkpoint was never finished, delete its folder");
    }
    ObjectNode tree = verified(folder, parse(folder));
    requireKnownVersion(folder, tree.path("formatVersion").asInt());
    if (tree.get("provenance") instanceof ObjectNode provenance && !provenance.has(PARENT)) {
      provenance.putObject(PARENT);
    }
    complete(tree.path("optimizer"));
    try {
      return requireFiles(folder, JSON.treeToValue(tree, Manifest.class));
    } catch (JsonProcessingException e) {
      String reason = e.getCause() == null ? e.getOriginalMessage() : e.getCause().getMessage();
      String line = String.valueOf(reason).lines().findFirst().orElse("");
      throw new CorruptCheckpointException(folder, NAME, "is malformed: " + line, e);
    }
  }

  /** Adds what older checkpoints do not say, because it was always so. */
  private static void complete(JsonNode optimizer) {
    if (optimizer instanceof ObjectNode settings && !settings.has("weightDecay")) {
      settings.put("weightDecay", 0).put("rateSchedule", "constant");
    }
    if (optimizer instanceof ObjectNode settings && !settings.has("moreEmaDecays")) {
      settings.putArray("moreEmaDecays");
    }
  }

  private static Manifest requireFiles(Folder folder, Manifest manifest) throws IOException {
    boolean own =
        manifest.files().entrySet().stream()
            .allMatch(file -> FILE.matcher(file.getKey()).matches() && file.getValue() != null);
    if (!own) {
      throw new CorruptCheckpointException(
          folder, NAME, "is malformed: it names files that are not the checkpoint's");
    }
    return manifest;
  }

  private static JsonNode parse(Folder folder) throws IOException {
    try (InputStream in = folder.open(NAME)) {
      byte[] bytes = in.readNBytes(MOST_BYTES);
      if (in.read() >= 0) {
        throw new CorruptCheckpointException(
            folder, NAME, "has more than %s bytes, which are not read".formatted(MOST_BYTES));
      }
      // Of bytes, Jackson would guess the encoding, and take a wrong guess for the storage's fault.
      return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new CorruptCheckpointException(folder, NAME, "is not JSON", e);
    }
  }

  /** The manifest without its digest, which must be right. */
  private static ObjectNode verified(Folder folder, JsonNode tree) throws IOException {
    if (tree instanceof ObjectNode manifest) {
      JsonNode expected = manifest.remove(DIGEST_KEY);
      if (expected != null && expected.asText().equals(digest(manifest))) {
        return manifest;
      }
    }
    throw new CorruptCheckpointException(folder, NAME, "was altered: its sha256 is not its own");
  }

  private static void requireKnownVersion(Folder folder, int version)
      throws UnusableCheckpointException {
    if (version != FORMAT_VERSION) {
      throw new UnusableCheckpointException(
          "%s/%s is in format version %s, this spark-ddpm reads version %s: use the spark-ddpm that wrote it"
              .formatted(folder.location(), NAME, version, FORMAT_VERSION));
    }
  }

  private static String digest(ObjectNode tree) throws JsonProcessingException {
    return Sha256.of(JSON.writeValueAsBytes(tree));
  }
}
