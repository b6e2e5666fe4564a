package io.github.sparkddpm.spark.collective;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** XGBoost's error messages for a log: without time, source lines and its native stack. */
final class NativeErrors {

  private static final Pattern PLACE =
      Pattern.compile("^\\[[^\\]]*\\]\\s*|^-?\\s*\\[?[\\w./]+:\\d+[|:\\]]*\\s*");

  private NativeErrors() {}

  static String oneLine(String message) {
    List<String> lines = new ArrayList<>();
    for (String line : message.split("\\R", -1)) {
      if (line.startsWith("Stack trace")) {
        break;
      }
      String said = PLACE.matcher(line.strip()).replaceAll("");
      if (!said.isBlank()) {
        lines.add(said);
      }
    }
    return String.join(" ", lines);
  }
}
