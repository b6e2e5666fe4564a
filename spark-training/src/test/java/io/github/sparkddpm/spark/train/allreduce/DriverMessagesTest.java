package io.github.sparkddpm.spark.train.allreduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.spark.train.DriverProcess;
import io.github.sparkddpm.spark.train.WithTinyDataset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A driver and up to four executors in processes of their own. */
@Timeout(180)
class DriverMessagesTest extends WithTinyDataset {

  /** The time between two questions of one worker, which asks no matter how short its steps are. */
  private static final int ASKED_EVERY_MILLIS = 200;

  private static final int STEPS = 60;

  private static final Pattern COUNTED =
      Pattern.compile("(\\d) workers, events (\\d+), questions (\\d+), milliseconds (\\d+)");

  @TempDir private Path folder;

  @Test
  void aStepIsAsMuchWorkForTheDriverHoweverManyWorkersTrain() throws Exception {
    DriverProcess.End end =
        DriverProcess.run(
            CountedRuns.class,
            folder,
            List.of(
                "local-cluster[4,1,1024]",
                dataset.folder(),
                folder.toString(),
                Integer.toString(STEPS),
                "1",
                "2",
                "4"));

    assertThat(end.exit()).as(Files.readString(folder.resolve(DriverProcess.ERRORS))).isZero();
    List<MatchResult> runs = COUNTED.matcher(String.join("\n", end.told())).results().toList();
    assertThat(runs).extracting(run -> run.group(1)).containsExactly("1", "2", "4");
    // Metrics every 2 steps, and two events for each checkpoint, every 3.
    int events = number(runs.get(0), 2);
    assertThat(events).isGreaterThan(STEPS / 2 + 2 * STEPS / 3);
    assertThat(runs)
        .allSatisfy(
            run -> {
              assertThat(number(run, 2)).isEqualTo(events);
              assertThat(number(run, 3)).isBetween(1, 1 + number(run, 4) / ASKED_EVERY_MILLIS);
            });
  }

  private static int number(MatchResult run, int group) {
    return Integer.parseInt(run.group(group));
  }
}
