package io.github.sparkddpm.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.jobs.run.EvaluationFile.Features;
import io.github.sparkddpm.jobs.run.EvaluationFile.Judged;
import io.github.sparkddpm.jobs.run.EvaluationFile.Judgements;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.AttemptLine;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of runs as release 0.1 wrote them. */
class KeptFilesTest {

  @TempDir private Path folder;

  @Test
  void anEvaluationWithoutVersionIsReadLikeOneOfToday() throws IOException {
    keep("evaluation-version-1.json", EvaluationFile.NAME);
    EvaluationFile old = EvaluationFile.read(files()).orElseThrow();

    assertThat(old.checkpoint()).isEqualTo(2000);
    assertThat(old.weightsSha256()).startsWith("9f86d0");
    assertThat(old.heldOut()).isTrue();
    assertThat(old.config().at("/training/held-out").asInt()).isEqualTo(1000);
    assertThat(old.bound())
        .isEqualTo(
            new EvaluationFile.Bound(1000, 1000, 50, 2.25, 0.0125, 1e-5, 1.75, 0.49999, List.of()));
    assertThat(old.features().samples().path("batch-size").asInt()).isEqualTo(16);
    assertThat(old.distances().get(1).frechet()).isNull();
    assertThat(old.distances().get(1).kernelStandardDeviation()).isEqualTo(2e-4);
    assertThat(old.distances().get(0).precision()).isNull();
    assertThat(old.features().judgements()).isNull();
    assertThat(old.features().memorization().pixels().nearerThan99PercentOfHeldOut())
        .isEqualTo(1.0 / 64);
    assertThat(old.features().memorization().pixels().heldOut()).containsEntry("q50", 0.5);
    assertThat(old.features().memorization().closest())
        .containsExactly(new EvaluationFile.Pair("7", 12, 0.125, 13, 6.5));
    assertThat(RunSeries.ofEvaluation(old))
        .containsEntry("evaluation/bits_per_dim", 2.25)
        .containsEntry("evaluation/kernel_distance", 0.125)
        .doesNotContainKey("evaluation/precision");
  }

  @Test
  void anEvaluationIsReadAsItWasWritten() throws IOException {
    keep("evaluation-version-1.json", EvaluationFile.NAME);
    EvaluationFile old = EvaluationFile.read(files()).orElseThrow();
    EvaluationFile today =
        new EvaluationFile(
            EvaluationFile.FORMAT_VERSION,
            old.versions(),
            old.config(),
            old.checkpoint(),
            old.average(),
            old.weightsSha256(),
            old.reference(),
            old.heldOut(),
            old.bound(),
            old.features());
    files().write(EvaluationFile.NAME, today.toJson());

    assertThat(EvaluationFile.read(files())).contains(today);
    assertThat(folder.resolve(EvaluationFile.NAME))
        .content()
        .contains("\"formatVersion\" : 2", "\"bitsPerDim\" : 2.25", "\"L_1..L_T-1\" : 1.75")
        .contains("\"frechet\" : null", "\"held-out\" : 1000");
  }

  @Test
  void verdictsAndMeasuresAreReadAsTheyWereWritten() throws IOException {
    Judged judged = new Judged(500, 0.75, 0.02, 0.9, 0.02, 0.86, 1.8, "close");
    Distance measured = new Distance("drawn", 1000, 13.0, null, null, 0.74, 0.88, 8.5, 0.2);
    Features features =
        new Features(
            "model",
            "sha",
            32,
            null,
            "drawn",
            null,
            List.of(measured),
            new Judgements(null, null, judged, null),
            null,
            null);
    EvaluationFile today =
        new EvaluationFile(
            2, Map.of(), NullNode.instance, 7, "ema-0.99", "sha", "real", true, null, features);
    files().write(EvaluationFile.NAME, today.toJson());
    EvaluationFile read = EvaluationFile.read(files()).orElseThrow();

    assertThat(read.average()).isEqualTo("ema-0.99");
    assertThat(read.features()).isEqualTo(features);
    assertThat(RunSeries.ofEvaluation(read))
        .containsEntry("evaluation/precision", 0.74)
        .containsEntry("evaluation/recall", 0.88)
        .containsEntry("evaluation/inception_score", 8.5);
  }

  @Test
  void anEvaluationOfALaterReleaseIsRefused() throws IOException {
    Files.writeString(folder.resolve(EvaluationFile.NAME), "{\"formatVersion\":3}");
    assertThatThrownBy(() -> EvaluationFile.read(files()))
        .hasMessageContaining("it has format version 3, expected an evaluation of format version");
  }

  @Test
  void metricsAndCheckpointsAreRead() throws IOException {
    keep("metrics-0.1.jsonl", RunFolder.METRICS);
    List<MetricsLine> lines = MetricsLine.read(files());

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).imagesSeen()).isEqualTo(3200);
    assertThat(lines.get(0).metrics())
        .contains(
            new StepMetrics(
                50,
                50,
                0.25,
                0.5,
                List.of(0.75, 0.25, 0.125, Double.NaN),
                Double.NaN,
                2e-4,
                312.5,
                Double.NaN,
                0.004,
                0.011,
                0,
                Double.NaN,
                Double.NaN,
                3));
    assertThat(lines.get(1).metrics()).isEmpty();
    assertThat(lines.get(1).checkpoint()).contains("file:/runs/demo/checkpoints/step-000000050");
    assertThat(lines.get(1).instant()).hasToString("2026-11-02T08:26:02Z");
  }

  @Test
  void attemptsAreRead() throws IOException {
    keep("attempts-0.1.jsonl", RunFolder.ATTEMPTS);
    List<AttemptLine> lines = AttemptLine.read(files());

    assertThat(lines).extracting(AttemptLine::isStart).containsExactly(true, false, false);
    assertThat(lines.get(0).workers()).isEqualTo(2);
    assertThat(lines.get(0).engine()).isEqualTo("dl4j on cpu");
    assertThat(lines.get(1).isFailure()).isTrue();
    assertThat(lines.get(1).reason()).endsWith("the executor was lost");
    assertThat(lines.get(2).isStop()).isTrue();
    assertThat(lines.get(2).step()).isEqualTo(50);
  }

  private void keep(String resource, String name) throws IOException {
    try (InputStream kept = KeptFilesTest.class.getResourceAsStream(resource)) {
      Files.copy(kept, folder.resolve(name));
    }
  }

  private OutputFolder files() throws IOException {
    return new OutputFolder(new org.apache.hadoop.fs.Path(folder.toString()), new Configuration());
  }
}
