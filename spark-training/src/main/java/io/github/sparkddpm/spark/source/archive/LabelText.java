package io.github.sparkddpm.spark.source.archive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.source.files.ClassNumber;
import io.github.sparkddpm.spark.storage.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * The label of one image as the archive has it.
 *
 * @param text null if there is none: it is missing, empty, null or negative
 * @param problem the reason why the label cannot be used; null if it can
 */
record LabelText(String text, String problem) {

  /** A label of more bytes is none. */
  static final int MOST_BYTES = 1 << 20;

  static final LabelText MISSING = new LabelText(null, null);

  private static final JsonMapper JSON = new JsonMapper();

  /** Returns the label in the bytes of a member, which are at most {@link #MOST_BYTES}. */
  static LabelText of(WantedLabel wanted, byte[] member) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(member)).toString();
    } catch (CharacterCodingException e) {
      return bad("is not UTF-8");
    }
    return wanted.kind() == WantedLabel.Kind.FIELD ? field(wanted.name(), text) : of(text.strip());
  }

  static LabelText of(String text) {
    boolean none = text.isBlank() || (text.startsWith("-") && ClassNumber.isNumber(text));
    return none ? MISSING : new LabelText(text, null);
  }

  /**
   * Returns the name of the first folder that an image is in.
   *
   * @param archive as messages have it
   * @throws IllegalArgumentException if it is in none
   */
  static LabelText ofFolder(MemberName image, String archive) {
    return image
        .folder()
        .map(folder -> new LabelText(folder, null))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The image %s lies in %s itself, so no folder names its class: move it, or set"
                            .formatted(Printable.of(image.path()), archive)
                        + " data.folder-labels=false"));
  }

  static LabelText bad(String why) {
    return new LabelText(null, "its label " + why);
  }

  private static LabelText field(String name, String json) {
    JsonNode tree;
    try {
      tree = JSON.readTree(json);
    } catch (JsonProcessingException e) {
      return bad("is no JSON");
    }
    JsonNode value = tree.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return MISSING;
    }
    return value.isTextual() || value.isIntegralNumber()
        ? of(value.asText().strip())
        : bad("in the .json is neither a whole number nor a text");
  }

  boolean isMissing() {
    return text == null && problem == null;
  }
}
