package io.github.sparkddpm.jobs.evaluation;

import com.github.mustachejava.DefaultMustacheFactory;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Features;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Recognized;
import io.github.sparkddpm.jobs.run.ShownNumber;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.evaluate.Recognition;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation as one HTML file that needs no other.
 *
 * @param pictures PNG files by name
 */
record EvaluationPage(Evaluation evaluation, Map<String, byte[]> pictures) {

  private static final String TEMPLATE = "io/github/sparkddpm/jobs/evaluation/evaluation.mustache";

  String html() {
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory().compile(TEMPLATE).execute(html, model());
    return html.toString();
  }

  private Map<String, Object> model() {
    Map<String, Object> model = new HashMap<>();
    model.put("version", Version.own());
    model.put("checkpoint", evaluation.weights().step());
    model.put("reference", evaluation.real().reference().description());
    model.put("heldOut", evaluation.real().heldOut());
    model.put("bound", bound());
    evaluation.features().ifPresent(features -> model.put("features", features(features)));
    pictures.forEach(
        (name, png) ->
            model.put(
                name.replace(".png", "-picture"),
                "data:image/png;base64," + Base64.getEncoder().encodeToString(png)));
    return model;
  }

  private Map<String, Object> bound() {
    BoundTable table = new BoundTable(evaluation.bound());
    Moments total = evaluation.bound().total();
    Map<String, Object> model = new HashMap<>(ofWhole(table, total));
    if (!evaluation.bound().byClass().isEmpty()) {
      model.put("classes", classes());
    }
    return model;
  }

  private Map<String, Object> classes() {
    Map<String, Object> model = new HashMap<>(Map.of("rows", byClass()));
    long without = evaluation.bound().withoutClass();
    if (without > 0) {
      model.put("without", without);
    }
    return model;
  }

  private List<Map<String, Object>> byClass() {
    return evaluation.bound().byClass().entrySet().stream()
        .map(
            found ->
                Map.<String, Object>of(
                    "name",
                    evaluation.real().className(found.getKey()).orElse(found.getKey().toString()),
                    "images",
                    found.getValue().count(),
                    "mean",
                    ShownNumber.of(found.getValue().mean()),
                    "error",
                    ShownNumber.of(found.getValue().standardError())))
        .toList();
  }

  private Map<String, Object> ofWhole(BoundTable table, Moments total) {
    return Map.of(
        "total", String.format(Locale.ROOT, "%.3f", total.mean()),
        "error", String.format(Locale.ROOT, "%.3f", total.standardError()),
        "images", total.count(),
        "prior", ShownNumber.of(evaluation.bound().prior().mean()),
        "steps", ShownNumber.of(table.steps()),
        "decoder", ShownNumber.of(table.decoder()),
        "timesteps", evaluation.strata().timesteps(),
        "perImage", evaluation.strata().count());
  }

  private Map<String, Object> features(Features features) {
    Map<String, Object> model = new HashMap<>();
    model.put("model", features.model());
    model.put("count", features.distances().features());
    model.put("generated", features.generated().images().description());
    features
        .generated()
        .provenance()
        .ifPresent(found -> model.put("drawn", ", " + found.description()));
    features.statistics().ifPresent(cache -> model.put("statistics", cache));
    if (evaluation.config().at("/evaluate/features/kernel-standardize").asBoolean()) {
      model.put("standardized", true);
    }
    model.putAll(new DistanceTable(features.distances()).model());
    features.recognition().ifPresent(found -> model.put("recognition", recognition(found)));
    features.memorization().ifPresent(found -> model.put("memorization", memorization(found)));
    return model;
  }

  private Map<String, Object> recognition(Recognized found) {
    List<Map<String, Object>> rows = new ArrayList<>();
    found
        .generated()
        .byClass()
        .forEach(
            (label, count) ->
                rows.add(
                    recognized(
                        evaluation.real().className(label).orElse(label.toString()), count)));
    rows.add(recognized("all", found.generated().total()));
    if (found.reference().total().images() > 0) {
      rows.add(recognized("real images of the reference", found.reference().total()));
    }
    return Map.of("rows", rows);
  }

  private static Map<String, Object> recognized(String name, Recognition.Count count) {
    return Map.of(
        "name", name,
        "images", count.images(),
        "share", String.format(Locale.ROOT, "%.1f %%", 100 * count.share()));
  }

  private static Map<String, Object> memorization(Memorization found) {
    return Map.of(
        "images", found.generated().size(),
        "heldOut", found.heldOut().size(),
        "kinds",
            List.of(
                kind(
                    "pixels",
                    Memorization.pixelDistances(found.generated()),
                    Memorization.pixelDistances(found.heldOut())),
                kind(
                    "features",
                    Memorization.featureDistances(found.generated()),
                    Memorization.featureDistances(found.heldOut()))));
  }

  private static Map<String, Object> kind(String name, double[] generated, double[] heldOut) {
    return Map.of(
        "name", name,
        "least", ShownNumber.of(generated[0]),
        "median", ShownNumber.of(Memorization.quantile(generated, 0.5)),
        "heldOutLeast", ShownNumber.of(heldOut[0]),
        "heldOutMedian", ShownNumber.of(Memorization.quantile(heldOut, 0.5)),
        "suspicious",
            String.format(
                Locale.ROOT, "%.1f %%", 100 * Memorization.suspicious(generated, heldOut)));
  }
}
