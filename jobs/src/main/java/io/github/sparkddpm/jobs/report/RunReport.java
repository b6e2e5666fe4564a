package io.github.sparkddpm.jobs.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.mustachejava.DefaultMustacheFactory;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.jobs.run.JsonEntries;
import io.github.sparkddpm.jobs.run.ShownNumber;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.events.AttemptLine;
import io.github.sparkddpm.spark.train.events.CombiningShare;
import io.github.sparkddpm.spark.train.events.MetricsLine;
import io.github.sparkddpm.spark.train.events.StepMetrics;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A run as one HTML file that needs no other: made of what the run's folder holds, and of nothing
 * else, so that it can be made at any time.
 */
public record RunReport(RunFolder run) {

  static final String FILE = "report.html";

  private static final String TEMPLATE = "io/github/sparkddpm/jobs/report/report.mustache";
  private static final JsonMapper JSON = new JsonMapper();

  /** The most attempts on a page, for a run that fails all the time. */
  private static final int MOST_ATTEMPTS = 50;

  /** One row of a table. */
  private record Entry(String key, String value) {}

  /** Returns the page. */
  public String html() throws IOException {
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory().compile(TEMPLATE).execute(html, model());
    return html.toString();
  }

  private Map<String, Object> model() throws IOException {
    OutputFolder files = run.files();
    JsonNode record = json(files, RunFolder.RECORD);
    List<MetricsLine> lines = MetricsLine.read(files);
    List<MetricsLine> metrics = lines.stream().filter(line -> line.metrics().isPresent()).toList();
    Optional<EvaluationFile> evaluated = EvaluationFile.read(run.evaluation());
    Optional<BestCheckpoints> best = BestCheckpoints.read(files);
    Map<String, Object> model = new HashMap<>();
    model.put("name", run.path().getName());
    model.put("run", Secrets.maskUserInfo(run.path().toString()));
    model.put("version", Version.own());
    model.put("written", Instant.now().truncatedTo(ChronoUnit.SECONDS));
    model.put("config", entries(record.path("config")));
    model.put("main", main(record.path("config")));
    model.put("chartScript", PageScript.chartLibrary());
    model.put("chartStyle", PageScript.chartStyle());
    model.put("style", PageScript.style());
    model.put("charts", PageScript.charts());
    model.put("script", PageScript.ofReport());
    addProgress(model, record, metrics);
    addCurves(model, lines, metrics, best);
    new ReportJudging(lines, best, evaluated).addTo(model);
    addAttempts(model, AttemptLine.read(files));
    model.put("provenance", provenance(record));
    evaluated.ifPresent(found -> model.put("evaluation", summary(found)));
    return model;
  }

  private static void addProgress(
      Map<String, Object> model, JsonNode record, List<MetricsLine> metrics) {
    Optional<MetricsLine> last = metrics.stream().reduce((before, line) -> line);
    model.put("step", last.map(MetricsLine::step).orElse(0L));
    model.put("steps", record.at("/config/training/steps").asLong());
    model.put(
        "images", String.format(Locale.ROOT, "%,d", last.map(MetricsLine::imagesSeen).orElse(0L)));
    last.flatMap(MetricsLine::metrics)
        .map(StepMetrics::smoothedLoss)
        .filter(loss -> !loss.isNaN())
        .ifPresent(loss -> model.put("loss", String.format(Locale.ROOT, "%.4f", loss)));
    int skipped =
        metrics.stream().mapToInt(line -> line.metrics().orElseThrow().skippedSteps()).sum();
    if (skipped > 0) {
      model.put("skipped", skipped);
    }
    CombiningShare share = new CombiningShare();
    metrics.forEach(line -> share.add(line.metrics().orElseThrow()));
    share.text().ifPresent(text -> model.put("combining", text));
    model.put("data", record.at("/config/data/prepared").asText());
    model.put("digest", record.at("/provenance/datasetDigest").asText());
  }

  private void addCurves(
      Map<String, Object> model,
      List<MetricsLine> lines,
      List<MetricsLine> metrics,
      Optional<BestCheckpoints> best)
      throws IOException {
    ObjectNode data = JSON.createObjectNode();
    ReportCharts charts =
        new ReportCharts(metrics.stream().flatMap(line -> line.metrics().stream()).toList());
    charts.addTo(data.putArray("charts"));
    new JudgingCharts(lines).addTo((ArrayNode) data.get("charts"));
    ReportGrids grids = new ReportGrids(run.grids());
    int drawn = grids.addTo(data.putArray("grids"));
    if (best.isPresent()) {
      grids.ofBest(best.get()).ifPresent(pair -> model.put("bestGrid", pair));
    }
    model.put("hasCurves", !metrics.isEmpty());
    model.put("hasGrids", drawn > 0);
    if (charts.areThinned()) {
      model.put("thinned", Map.of("shown", ReportCharts.MOST_POINTS, "of", metrics.size()));
    }
    if (drawn > ReportGrids.MOST_STEPS) {
      model.put("thinnedGrids", Map.of("shown", ReportGrids.MOST_STEPS, "of", drawn));
    }
    model.put("json", PageScript.data(data));
  }

  private static void addAttempts(Map<String, Object> model, List<AttemptLine> attempts) {
    List<Map<String, Object>> rows = new ArrayList<>();
    int first = Math.max(0, attempts.size() - MOST_ATTEMPTS);
    for (AttemptLine attempt : attempts.subList(first, attempts.size())) {
      Map<String, Object> row = new HashMap<>();
      boolean failed = attempt.isFailure();
      boolean stopped = attempt.isStop();
      row.put("time", attempt.time());
      row.put("step", attempt.step());
      row.put("failed", failed);
      row.put("stopped", stopped);
      row.put("ended", attempt.isEarlyEnd());
      row.put("started", attempt.isStart());
      row.put("workers", attempt.workers());
      row.put("reason", Secrets.maskUserInfo(attempt.reason()));
      rows.add(row);
      model.put("failure", failed ? row : false);
      model.put("stop", stopped ? row : false);
      model.put("earlyEnd", attempt.isEarlyEnd() ? row : false);
    }
    model.put("attempts", rows);
    model.put("hasAttempts", !rows.isEmpty());
    if (first > 0) {
      model.put("earlierAttempts", first);
    }
  }

  private static List<Entry> main(JsonNode config) {
    List<Entry> main = new ArrayList<>(entries(config.path("network")));
    for (String key : List.of("batch-size", "learning-rate", "combine")) {
      main.add(new Entry(key, config.at("/training/" + key).asText()));
    }
    return main;
  }

  /** Returns the provenance of the newest checkpoint, or of the run before it has one. */
  private List<Entry> provenance(JsonNode record) throws IOException {
    CheckpointStore checkpoints = run.checkpoints();
    List<Long> steps = checkpoints.steps();
    if (steps.isEmpty()) {
      return entries(record.path("provenance"));
    }
    Manifest manifest =
        CheckpointFormat.readManifest(checkpoints.folder(steps.get(steps.size() - 1)));
    ObjectNode json = JSON.valueToTree(manifest);
    json.remove("config");
    return entries(json);
  }

  /** Returns a summary of evaluation.json. */
  private static Map<String, Object> summary(EvaluationFile evaluation) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Distance row : evaluation.distances()) {
      rows.add(
          Map.of(
              "of", Secrets.maskUserInfo(row.of()),
              "images", row.images(),
              "frechet", ShownNumber.of(row.frechet()),
              "kernel",
                  ShownNumber.of(row.kernel() == null ? null : (Double) (1000 * row.kernel())),
              "precision", ShownNumber.of(row.precision()),
              "recall", ShownNumber.of(row.recall())));
    }
    return Map.of(
        "checkpoint", evaluation.checkpoint(),
        "reference", Secrets.maskUserInfo(evaluation.reference()),
        "bits", ShownNumber.of(evaluation.bound().bitsPerDim()),
        "error", ShownNumber.of(evaluation.bound().standardError()),
        "images", evaluation.bound().images(),
        "hasDistances", !rows.isEmpty(),
        "distances", rows);
  }

  private static List<Entry> entries(JsonNode json) {
    return JsonEntries.of(json).entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }

  private static JsonNode json(OutputFolder folder, String name) throws IOException {
    Optional<String> found = folder.readText(name);
    return found.isPresent()
        ? Secrets.maskTexts(JSON.readTree(found.get()))
        : MissingNode.getInstance();
  }
}
