package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons that cannot be made. */
class BadComparisonsTest {

  @TempDir private static Path folder;

  @BeforeAll
  static void makeRuns() throws IOException {
    for (String name : List.of("a", "b", "torn", "scratched", "later", "smeared")) {
      MadeRun.in(folder.resolve(name)).trained(10, 0.1).drew(10).judged(10, 3, 10, 64);
    }
    MadeRun.in(folder.resolve("begun"));
    Files.writeString(folder.resolve("torn/run.json"), "{ \"config\": ");
    Files.writeString(folder.resolve("scratched/metrics.jsonl"), "{\"step\":");
    Files.writeString(folder.resolve("later/evaluation/evaluation.json"), "{\"formatVersion\":9}");
    Files.writeString(folder.resolve("smeared/grids/step-000000010-ema.png"), "no picture");
  }

  @ParameterizedTest
  @CsvSource({
    "2, 'needs the folders of at least two runs, and was given none', ''",
    "2, 'at least two runs, and was given only ~/a', ~/a",
    "2, 'The run ~/a/ is named twice', ~/a ~/a/",
    "2, 'compare does not use training.steps', ~/a ~/b training.steps=2",
    "2, 'compare does not use output', ~/a ~/b output=c",
    "5, 'The folder file:~/a holds files but no comparison.json', ~/a ~/b --output=~/a",
    "2, 'did you mean s3.endpoint?', ~/a ~/b s3.endpont=c",
    "2, 'no file system for xyz', ~/a xyz://host/b",
    "3, 'No run in file:~/nowhere: expected a folder with run.json', ~/a ~/nowhere",
    "3, 'The run file:~/begun has no metrics yet: expected lines in metrics.jsonl', ~/a ~/begun",
    "1, 'Damaged run record file:~/torn/run.json', ~/a ~/torn",
    "1, 'Damaged line 1 of file:~/scratched/metrics.jsonl', ~/a ~/scratched",
    "1, 'Cannot read file:~/later/evaluation/evaluation.json', ~/a ~/later",
    "1, 'Damaged picture file:~/smeared/grids/step-000000010-ema.png', ~/a ~/smeared",
    "7, '/proc/both', ~/a ~/b --output=/proc/both"
  })
  void oneLineSaysWhyAndNothingIsWritten(int status, String reason, String words) {
    Path output = folder.resolve("both");
    List<String> call = new ArrayList<>(List.of("compare"));
    if (!words.contains("--output")) {
      call.add("--output=" + output);
    }
    if (!words.isEmpty()) {
      call.addAll(List.of(here(words).split(" ", -1)));
    }
    Invocation failed = Invocation.of(call.toArray(String[]::new));

    assertThat(failed.err().lines())
        .singleElement()
        .asString()
        .startsWith("error: ")
        .doesNotContain("error: unexpected")
        .contains(here(reason));
    assertThat(failed.status()).isEqualTo(status);
    assertThat(output).doesNotExist();
  }

  private static String here(String text) {
    return text.replace("~", folder.toString());
  }
}
