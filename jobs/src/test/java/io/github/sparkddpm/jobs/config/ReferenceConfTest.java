package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.KebabCaseStrategy;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReferenceConfTest {

  @Test
  void hasEveryKeyOfTheRecordsAndNoOther() {
    assertThat(documented().keySet()).isEqualTo(keysOf("", RunConfig.class));
  }

  @Test
  void explainsEveryKeyInACommentAboveIt() {
    assertThat(documented())
        .allSatisfy(
            (key, value) -> assertThat(String.join(" ", value.origin().comments())).isNotBlank());
  }

  private static Map<String, ConfigValue> documented() {
    Map<String, ConfigValue> keys = new TreeMap<>();
    collect("", ConfigLoader.reference().root(), keys);
    return keys;
  }

  private static void collect(String prefix, ConfigObject section, Map<String, ConfigValue> keys) {
    section.forEach(
        (name, value) -> {
          if (value instanceof ConfigObject inner) {
            collect(prefix + name + ".", inner, keys);
          } else {
            keys.put(prefix + name, value);
          }
        });
  }

  private static Set<String> keysOf(String prefix, Class<?> type) {
    Set<String> keys = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String key = prefix + new KebabCaseStrategy().translate(component.getName());
      if (isSection(component.getType())) {
        keys.addAll(keysOf(key + ".", component.getType()));
      } else {
        keys.add(key);
      }
    }
    return keys;
  }

  /** Other records, as a colour, are written as one value. */
  private static boolean isSection(Class<?> type) {
    return type.isRecord()
        && Arrays.stream(type.getMethods())
            .noneMatch(method -> method.isAnnotationPresent(JsonValue.class));
  }
}
