package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The verbs on a machine of another language. Here no entry point sets the locale, so that every
 * number of ours is seen as the code writes it.
 */
class LocaleTest {

  private static final Locale OWN = Locale.getDefault();

  @TempDir private static Path shared;
  private static TinyDigits digits;
  private static Map<String, String> expected;

  @BeforeAll
  static void runInNoLanguage() throws IOException {
    Locale.setDefault(Locale.ROOT);
    digits = new TinyDigits(shared);
    expected = run("root");
    assertThat(expected).containsKey("tensorboard/events.out.tfevents.000000002.spark-ddpm");
  }

  @AfterEach
  void restoreTheLocale() {
    Locale.setDefault(OWN);
  }

  @AfterAll
  static void forgetTheMaster() {
    Locale.setDefault(OWN);
    digits.close();
  }

  /** Other digits; i without a dot and with one; a comma for the point. */
  @ParameterizedTest
  @ValueSource(strings = {"ar-EG-u-nu-arab", "tr-TR", "de-DE"})
  void theSameFilesHoldTheSameText(String language) throws IOException {
    Locale.setDefault(Locale.forLanguageTag(language));
    Map<String, String> found = run(language);

    assertThat(found.keySet()).isEqualTo(expected.keySet());
    for (String name : new String[] {"evaluation/bound.csv", "evaluation/evaluation.json"}) {
      assertThat(found.get(name)).as(name).isEqualTo(expected.get(name));
    }
    assertThat(found.get("evaluation/index.html").replaceAll("base64,[^\"]*", ""))
        .isEqualTo(expected.get("evaluation/index.html").replaceAll("base64,[^\"]*", ""));
    assertThat(found)
        .allSatisfy(
            (name, text) ->
                assertThat(text).as(name).doesNotContainPattern("[\\p{Nd}&&[^0-9]]|ı|İ"));
  }

  /** Trains, samples and evaluates; returns the texts by the names of their files. */
  private static Map<String, String> run(String name) throws IOException {
    Path run = shared.resolve("run");
    for (Invocation done :
        new Invocation[] {
          digits.call("train", run, "training.steps=4", "training.log-every=2"),
          digits.call("sample", run, "sampling.images=36"),
          digits.call("evaluate", run)
        }) {
      assertThat(done.err()).isEmpty();
      assertThat(done.status()).isZero();
      assertThat(done.out()).isNotEmpty().doesNotContainPattern("[^\\p{ASCII}]");
    }
    Map<String, String> texts = texts(run);
    Files.move(run, shared.resolve("done-" + name));
    return texts;
  }

  private static Map<String, String> texts(Path run) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(file).toString();
        boolean text = name.matches(".*\\.(csv|json|jsonl|html|txt|conf)");
        texts.put(name, text ? Files.readString(file) : "");
      }
    }
    return texts;
  }
}
