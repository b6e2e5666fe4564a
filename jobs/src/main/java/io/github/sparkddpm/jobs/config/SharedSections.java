package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Sections whose keys several records own. One record has the others as components with {@link
 * JsonUnwrapped}. Spark's Jackson, 2.15, writes such components, but refuses to read them. So each
 * is given a copy of the section, of which it takes the keys that it has.
 */
final class SharedSections {

  private SharedSections() {}

  /** Adds the copies to a section and those in it, and returns it. */
  static JsonNode share(JsonNode section, Class<?> type) {
    if (type.isRecord() && section instanceof ObjectNode keys) {
      JsonNode all = keys.deepCopy();
      for (RecordComponent component : type.getRecordComponents()) {
        if (isShared(component)) {
          keys.set(name(component), share(all.deepCopy(), component.getType()));
        } else {
          share(keys.path(name(component)), component.getType());
        }
      }
    }
    return section;
  }

  /** Returns whether a step on the way to a value is no part of its key. */
  static boolean isShared(Reference step) {
    return step.getFrom() instanceof Class<?> type
        && type.isRecord()
        && Arrays.stream(type.getRecordComponents())
            .anyMatch(found -> isShared(found) && name(found).equals(step.getFieldName()));
  }

  private static boolean isShared(RecordComponent component) {
    return component.getAccessor().isAnnotationPresent(JsonUnwrapped.class);
  }

  private static String name(RecordComponent component) {
    return new KebabCaseStrategy().translate(component.getName());
  }
}
