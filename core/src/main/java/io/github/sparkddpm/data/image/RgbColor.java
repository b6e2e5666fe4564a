package io.github.sparkddpm.data.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A colour.
 *
 * @param rgb 0xRRGGBB
 */
public record RgbColor(int rgb) implements Serializable {

  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");

  /**
   * Reads a colour as the web writes it, such as {@code #ffffff}.
   *
   * @throws IllegalArgumentException for any other text
   */
  @JsonCreator
  public static RgbColor of(String text) {
    if (!HEX.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "A colour must be # and six hexadecimal digits, as in #ffffff, got \"%s\""
              .formatted(text));
    }
    return new RgbColor(Integer.parseInt(text.substring(1), 16));
  }

  @JsonValue
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "#%06x", rgb);
  }

  /** Returns a level 0..255: of red for shift 16, of green for 8, of blue for 0. */
  int level(int shift) {
    return rgb >> shift & 0xFF;
  }
}
