package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.sparkddpm.jobs.report.ReportCharts;
import io.github.sparkddpm.jobs.report.RunReport;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.SampleQuality;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Judged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The report of a run of a few steps. */
class RunReportTest extends WithTinyDigits {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern DATA =
      Pattern.compile("<script type=\"application/json\" id=\"data\">([^<]*)</script>");

  @TempDir private Path output;

  /** Leaves a page in the build's folder, which .ci/run opens with a browser. */
  @Test
  void aRunThatWasResumedAndJudgedHasItAllOnOnePage() throws IOException {
    Path run = Path.of("target/run-with-report");
    FileUtil.fullyDelete(run.toFile());
    judged(run, "training.steps=20");
    Invocation diverged =
        judged(
            run,
            "training.steps=30",
            "training.learning-rate=1e30",
            "training.max-non-finite-steps=0");
    Invocation trained = judged(run, "training.steps=40");
    digits.call("evaluate", run, "evaluate.features.model=\"\"");

    assertThat(diverged.status()).isEqualTo(4);
    assertThat(trained.err()).isEmpty();
    assertThat(trained.out()).contains("run-with-report/report.html");
    String page = Files.readString(run.resolve("report.html"));
    assertThat(page).contains("<dd>40 of 40</dd>", "bits/dim", "failed: ", "started, workers: 1");
    assertThat(page).contains("files.ema.safetensors.sha256", "training.batch-size");
    assertThat(page).doesNotContain("{{", "<script src");
    assertThat(page).contains("<strong>learning</strong>", "<td>loss on held-out images</td>");
    assertThat(data(page).path("charts").findValuesAsText("title"))
        .endsWith(
            "Loss on held-out images, by fixed noise",
            "Held-out loss of the average by quarter of t, from the least noise to the most",
            "Frechet distance of samples",
            "Kernel distance (KID) × 1000 of samples",
            "Precision and recall of samples",
            "Inception score of samples");
    assertThat(data(page).path("charts"))
        .hasSize(12)
        .allSatisfy(
            chart ->
                assertThat(chart.at("/curves/0/values"))
                    .filteredOn(JsonNode::isNumber)
                    .isNotEmpty());
    assertThat(data(page).path("charts"))
        .filteredOn(chart -> chart.path("steps").size() == 40)
        .hasSize(6);
    assertThat(data(page).path("grids").findValuesAsText("step")).containsExactly("20", "40");
    assertThat(data(page).at("/grids/1/ema").asText()).startsWith("data:image/png;base64,");
    assertThat(attempts(run)).containsExactly("started 0", "started 20", "failed", "started 20");
  }

  @Test
  void thePicturesOfTheBestCheckpointAndOfTheLastStepAreSideBySide() throws IOException {
    MadeRun run = MadeRun.in(output).trained(40, 0.1).drew(20, 40).best(30, 12.5);
    assertThat(page())
        .contains("step 20, the newest picture up to the best checkpoint (30)")
        .contains("step 40, the last picture", "<td>Frechet distance of samples</td>", ">12.5");

    run.best(40, 11.5);
    assertThat(page()).doesNotContain("the last picture").contains(">11.5");
  }

  @Test
  void whatTheModelCannotScoreHasNoChart() throws IOException {
    SampleQuality unscored =
        new SampleQuality("ema", "made", 50, 9, -0.002, 0.001, 0.5, 0.25, Double.NaN);
    MadeRun.in(output).trained(40, 0.1).tell(new Judged(40, unscored, 1));

    JsonNode charts = data(page()).path("charts");
    assertThat(charts.findValuesAsText("title"))
        .contains("Kernel distance (KID) × 1000 of samples")
        .doesNotContain("Inception score of samples", "Loss on held-out images, by fixed noise");
    assertThat(charts.get(7).at("/curves/0/values/0").asDouble()).isEqualTo(-2);
  }

  @Test
  void theTimeThatSumsTakeIsSaid() throws IOException {
    MadeRun.in(output).trained(40, 0.05);
    assertThat(page())
        .contains("5.0 % for sums of gradients, 10.0 % for waiting for the slowest worker");
  }

  @Test
  void aFailedRunsPageSaysWhyAndOneThatGoesOnNoLonger() throws IOException {
    train(output, "training.steps=2");
    train(
        output,
        "training.steps=6",
        "training.learning-rate=1e30",
        "training.max-non-finite-steps=0");
    String failed = Files.readString(output.resolve("report.html"));
    train(output, "training.steps=4");

    assertThat(failed).contains("<strong>Failed at step").contains("not finite");
    assertThat(Files.readString(output.resolve("report.html"))).doesNotContain("<strong>Failed");
  }

  @Test
  void viewsThatCannotBeWrittenAreWarnedOfAndTheRunGoesOn() throws IOException {
    Files.createDirectories(output.resolve("report.html/in-the-way"));
    Files.writeString(output.resolve("tensorboard"), "in the way");
    try (WarningLog warnings = new WarningLog()) {
      Invocation done =
          train(output, "training.steps=4", "mlflow.tracking-uri=\"http://127.0.0.1:1\"");

      assertThat(done.status()).as(done.err()).isZero();
      assertThat(done.out()).contains("step-000000004").doesNotContain("report", "tensorboard");
      assertThat(warnings.messages())
          .anyMatch(message -> message.contains("report.html is not up to date, for the 1. time"))
          .anyMatch(message -> message.contains("tensorboard is not up to date, for the 1. time"))
          .anyMatch(
              message ->
                  message.matches("MLflow at http://127.0.0.1:1 is not up to date.*refused.*"))
          .anyMatch(message -> message.endsWith("; 4 lines of metrics are not logged"));
    }
  }

  @Test
  void aFolderOfAnotherRunKeepsItsReport() throws IOException {
    train(output, "training.steps=1");
    String before = Files.readString(output.resolve("report.html"));
    Invocation refused = train(output, "training.steps=2", "training.batch-size=8");

    assertThat(refused.status()).isEqualTo(5);
    assertThat(output.resolve("report.html")).hasContent(before);
  }

  @Test
  void textsAreEscapedAndLoginsMasked() throws IOException {
    write("run.json", "{'config': {'note': '</script><b>', 'training': {'steps': 9}}}");
    write(
        "attempts.jsonl",
        "{'what': 'failed', 'step': 3, 'reason': 'no s3a://key:secret@bucket </script>'}");
    write("metrics.jsonl", "{'step': 3, 'steps': 1, 'loss': null}");
    String page = page();

    assertThat(page).contains("no s3a://******@bucket &lt;/script&gt;");
    assertThat(page).doesNotContain("secret", "</script><b>");
    assertThat(data(page).at("/charts/0/curves/0/values/0").isNull()).isTrue();
  }

  @Test
  void aLongRunsCurvesAreThinnedToTheirEnds() {
    List<StepMetrics> metrics =
        IntStream.rangeClosed(1, 12_345)
            .mapToObj(step -> JSON.createObjectNode().put("step", step).put("loss", 1))
            .map(line -> MetricsLine.of(line).metrics().orElseThrow())
            .toList();
    ArrayNode charts = JSON.createArrayNode();
    ReportCharts curves = new ReportCharts(metrics);
    curves.addTo(charts);

    assertThat(curves.areThinned()).isTrue();
    JsonNode steps = charts.get(0).path("steps");
    assertThat(steps).hasSize(2000).doesNotHaveDuplicates();
    assertThat(steps.get(0).asInt()).isEqualTo(1);
    assertThat(steps.get(1999).asInt()).isEqualTo(12_345);
  }

  /** Trains a run whose samples and held-out loss are judged. */
  private static Invocation judged(Path run, String... overrides) {
    String[] judging = {
      "training.validate-every=5",
      "training.validate-images=20",
      "training.judge-every=1",
      "training.judge-images=20",
      "training.judge-steps=3",
      "evaluate.features.allow-few=true"
    };
    return train(
        run,
        Stream.concat(Arrays.stream(judging), Arrays.stream(overrides)).toArray(String[]::new));
  }

  private static Invocation train(Path run, String... overrides) {
    String[] common = {
      "training.log-every=1",
      "training.grid-every=20",
      "training.grid-images=9",
      "training.grid-steps=5",
      "training.checkpoint-every=20"
    };
    return digits.call(
        "train",
        run,
        Stream.concat(Arrays.stream(common), Arrays.stream(overrides)).toArray(String[]::new));
  }

  /** Returns the page of what the folder holds. */
  private String page() throws IOException {
    return new RunReport(new RunFolder(output.toString(), new Configuration())).html();
  }

  private static List<String> attempts(Path run) throws IOException {
    return Files.readAllLines(run.resolve("attempts.jsonl")).stream()
        .map(RunReportTest::parse)
        .map(
            line ->
                line.path("what").asText()
                    + (line.has("workers") ? " " + line.path("step").asText() : ""))
        .toList();
  }

  private static JsonNode data(String page) throws IOException {
    Matcher found = DATA.matcher(page);
    assertThat(found.find()).isTrue();
    return JSON.readTree(found.group(1));
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String json) throws IOException {
    Files.writeString(output.resolve(name), json.replace('\'', '"'));
  }
}
