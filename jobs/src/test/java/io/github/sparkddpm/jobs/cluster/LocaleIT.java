package io.github.sparkddpm.jobs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.jobs.TinyNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A driver and an executor, processes of their own, on machines of other languages: each verb in
 * one of them, for LocaleTest has them all in all.
 */
@Timeout(300)
class LocaleIT {

  private static final String FOREIGN = "[\\p{Nd}&&[^0-9]]|ı|İ";

  @TempDir private Path folder;

  @Test
  void digitsAndLettersAreThoseOfNoLanguage() throws Exception {
    String logs =
        succeed("prepare", "-Duser.language=tr -Duser.country=TR")
            + succeed("train", "-Duser.language=ar -Duser.country=EG")
            + succeed("sample", "-Duser.language=de -Duser.country=DE")
            + succeed("evaluate", "-Duser.language=ar -Duser.country=EG");

    assertThat(logs).contains("loss ").doesNotContainPattern(FOREIGN);
    assertThat(folder.resolve("run/tensorboard/events.out.tfevents.000000001.spark-ddpm")).exists();
    assertThat(Files.readAllLines(folder.resolve("run/evaluation/bound.csv")))
        .hasSize(12)
        .filteredOn(line -> !line.startsWith("term,"))
        .allMatch(line -> line.matches("L_(T|\\d+),\\d+,-?\\d\\.\\d{6}e[-+]\\d\\d,[^,]*,[0-9]+"));
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.toString()).doesNotContainPattern(FOREIGN);
        if (file.toString().matches(".*\\.(csv|json|jsonl|html)")) {
          assertThat(file).content().as("%s", file).doesNotContainPattern(FOREIGN);
        }
      }
    }
  }

  private String succeed(String verb, String options) throws IOException, InterruptedException {
    List<String> keys =
        List.of(
            "data.source-images=" + FewDigits.images(folder),
            "data.source-labels=" + FewDigits.labels(folder),
            "data.prepared=" + folder.resolve("prepared"),
            "output=" + folder.resolve("run"),
            "training.workers=1",
            "training.threads=1",
            "training.batch-size=8",
            "training.held-out=8",
            "training.log-every=2",
            "training.steps=4",
            "sampling.images=6",
            "sampling.steps=0",
            "evaluate.features.allow-few=true");
    SparkHome.Extras extras = new SparkHome.Extras(List.of(), Map.of("JAVA_TOOL_OPTIONS", options));
    try (Submission submission =
        Submission.start(
            folder, "local-cluster[1,1,768]", 1, extras, TinyNetwork.command(verb, keys))) {
      assertThat(submission.status()).as(submission.log()).isZero();
      return submission.log();
    }
  }
}
