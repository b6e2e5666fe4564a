package io.github.sparkddpm.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps the table of conf/README.md that of reference.conf; see CONTRIBUTING.md for writing it. */
class KeysTableTest {

  private static final Path PAGE = Path.of("..", "conf", "README.md");
  private static final String HEAD = "| key | default | what it is |\n|---|---|---|\n";

  @Test
  void theTableOfKeysIsThatOfTheReference() throws IOException {
    String table = HEAD + String.join("\n", rows("", ConfigLoader.reference().root())) + "\n";
    String page = Files.readString(PAGE);
    if (Boolean.getBoolean("spark-ddpm.write-docs")) {
      Files.writeString(PAGE, page.substring(0, page.indexOf(HEAD)) + table);
    }

    assertThat(Files.readString(PAGE)).endsWith(table);
  }

  private static List<String> rows(String prefix, ConfigObject section) {
    return section.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().origin().lineNumber()))
        .flatMap(entry -> rows(prefix, entry))
        .toList();
  }

  private static Stream<String> rows(String prefix, Map.Entry<String, ConfigValue> entry) {
    String key = prefix + entry.getKey();
    return entry.getValue() instanceof ConfigObject inner
        ? rows(key + ".", inner).stream()
        : Stream.of(row(key, entry.getValue()));
  }

  private static String row(String key, ConfigValue value) {
    return "| `%s` | `%s` | %s |"
        .formatted(
            key,
            value.render(ConfigRenderOptions.concise()),
            KeyDocumentation.firstSentence(value).replace("|", "\\|"));
  }
}
