package io.github.sparkddpm.jobs.run;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.config.Secrets;
import java.util.LinkedHashMap;
import java.util.Map;

/** An object of objects as one list. */
public final class JsonEntries {

  private JsonEntries() {}

  /**
   * The leaves of an object as texts, each under its path of keys. What looks like a login or a
   * token is masked: the object may be a file that an earlier release wrote, or somebody else.
   */
  public static Map<String, String> of(JsonNode json) {
    Map<String, String> entries = new LinkedHashMap<>();
    collect("", json, entries);
    return entries;
  }

  private static void collect(String prefix, JsonNode json, Map<String, String> entries) {
    json.fields()
        .forEachRemaining(
            field -> {
              String key = prefix + field.getKey();
              JsonNode value = field.getValue();
              if (value.isObject()) {
                collect(key + ".", value, entries);
              } else {
                entries.put(
                    key,
                    Secrets.maskUserInfo(value.isTextual() ? value.asText() : value.toString()));
              }
            });
  }
}
