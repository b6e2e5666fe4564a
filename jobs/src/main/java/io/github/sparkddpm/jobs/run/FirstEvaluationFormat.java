package io.github.sparkddpm.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The first format of evaluations, with names in kebab case and no version. */
final class FirstEvaluationFormat {

  private static final Pattern DASH = Pattern.compile("-([a-z0-9])");

  /** The names of objects that are those of other files, which stay as they are. */
  private static final Set<String> FOREIGN = Set.of("config", "versions", "samples");

  private FirstEvaluationFormat() {}

  /** Returns the same content under the names of today. */
  static JsonNode renamed(JsonNode json) {
    if (json instanceof ArrayNode array) {
      ArrayNode renamed = JsonNodeFactory.instance.arrayNode();
      array.forEach(element -> renamed.add(renamed(element)));
      return renamed;
    }
    if (json instanceof ObjectNode object) {
      ObjectNode renamed = JsonNodeFactory.instance.objectNode();
      object
          .fields()
          .forEachRemaining(
              field ->
                  renamed.set(
                      today(field.getKey()),
                      FOREIGN.contains(field.getKey())
                          ? field.getValue()
                          : renamed(field.getValue())));
      return renamed;
    }
    return json;
  }

  private static String today(String name) {
    return name.startsWith("L_")
        ? name
        : DASH.matcher(name).replaceAll(dash -> dash.group(1).toUpperCase(Locale.ROOT));
  }
}
