package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Manifest.FileDigest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/** Reads and writes {@code checkpoint.json}, which carries a digest of itself. */
final class ManifestFile {

  static final String NAME = "checkpoint.json";
  static final int FORMAT_VERSION = 1;

  private static final String DIGEST_KEY = "sha256";

  /** Thousands of times what is written. */
  private static final int MAX_BYTES = 16 << 20;

  /** So that a manifest names no file elsewhere. */
  private static final Pattern FILE = Pattern.compile("[a-z][a-z0-9_-]*\\.safetensors");

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
    return checked(folder, tree);
  }

  private static Manifest checked(Folder folder, ObjectNode tree) throws IOException {
    try {
      Manifest manifest = JSON.treeToValue(tree, Manifest.class);
      for (Map.Entry<String, FileDigest> file : manifest.files().entrySet()) {
        if (!FILE.matcher(file.getKey()).matches() || file.getValue() == null) {
          throw new CorruptCheckpointException(
              folder, NAME, "names a file that is none of a checkpoint");
        }
      }
      return manifest;
    } catch (JsonProcessingException e) {
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new CorruptCheckpointException(folder, NAME, "is no manifest: " + reason, e);
    }
  }

  private static JsonNode parse(Folder folder) throws IOException {
    try (InputStream in = folder.open(NAME)) {
      byte[] json = in.readNBytes(MAX_BYTES);
      if (in.read() >= 0) {
        throw new CorruptCheckpointException(
            folder, NAME, "has more than %s bytes".formatted(MAX_BYTES));
      }
      // Of bytes, Jackson would guess the encoding, and take a wrong guess for the storage's fault.
      return JSON.readTree(new String(json, StandardCharsets.UTF_8));
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
