package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReferenceConfTest {

  @Test
  void hasEveryKeyOfTheRecordsAndNoOther() {
    assertThat(documented().keySet())
        .containsExactlyElementsOf(ReferenceKeys.ofTheRecords().sorted().toList());
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
}
