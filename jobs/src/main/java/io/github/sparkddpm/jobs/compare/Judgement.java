package io.github.sparkddpm.jobs.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.jobs.run.EvaluationFile.Features;
import io.github.sparkddpm.jobs.run.JsonEntries;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The evaluation of a run, with words for what it judged by. */
record Judgement(ComparedRun run, EvaluationFile evaluation) {

  /** The settings of samples that say whose they are, not how they were drawn. */
  private static final Set<String> IDENTITY =
      Set.of("spark-ddpm", "checkpoint", "weights-sha256", "seed", "engine");

  /** The settings of the feature model that change neither features nor what is made of them. */
  private static final Set<String> OF_NO_INPUT =
      Set.of("model", "statistics", "classes", "allow-few");

  private static final int SHOWN_OF_A_DIGEST = 12;

  /** Returns the evaluation of a run, if it has one. */
  static Optional<Judgement> of(ComparedRun run) {
    return run.evaluation().map(found -> new Judgement(run, found));
  }

  /** Returns the results with a feature model, if there was one. */
  Optional<Features> features() {
    return Optional.ofNullable(evaluation.features());
  }

  /** Returns the distances of the generated images, if they were measured. */
  Optional<Distance> generated() {
    return evaluation.distances().stream().findFirst();
  }

  /** Returns how far the generated images are beside real ones, by the Frechet distance. */
  Optional<String> verdict() {
    return features()
        .map(Features::judgements)
        .map(EvaluationFile.Judgements::frechet)
        .map(EvaluationFile.Judged::verdict);
  }

  /** Returns how the images were shown to the feature model, in words. */
  Optional<String> input() {
    return features()
        .map(found -> evaluation.config().at("/evaluate/features"))
        .map(JsonEntries::of)
        .map(
            settings ->
                settings.entrySet().stream()
                    .filter(setting -> !OF_NO_INPUT.contains(setting.getKey()))
                    .map(setting -> setting.getKey() + " " + setting.getValue())
                    .collect(Collectors.joining(", ")));
  }

  /** Returns the share of generated images that the model takes for what they are. */
  Optional<Double> recognized() {
    return features().map(Features::recognition).map(EvaluationFile.Recognized::generated);
  }

  /**
   * Returns the images that the run was judged by, in words. Images that its own dataset has held
   * out are told by the dataset's digest, because a dataset may lie in several places.
   */
  String reference() {
    if (!evaluation.config().at("/evaluate/dataset").asText().isEmpty()) {
      return Secrets.maskUserInfo(evaluation.reference());
    }
    return "%s images of those %s of dataset %s"
        .formatted(
            evaluation.bound().images(),
            evaluation.heldOut()
                ? evaluation.config().at("/training/held-out").asText() + " held out"
                : "learned",
            digest(run.record().provenance().datasetDigest()));
  }

  /** Returns how the judged images were drawn, in words, if that is known. */
  Optional<String> drawn() {
    return features().map(Features::samples).map(Judgement::drawn);
  }

  private static String drawn(JsonNode samples) {
    return JsonEntries.of(samples).entrySet().stream()
        .filter(setting -> !IDENTITY.contains(setting.getKey()))
        .map(setting -> setting.getKey() + " " + setting.getValue().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }

  /** Returns as much of a digest as tells it from others. */
  static String digest(String whole) {
    return whole.substring(0, Math.min(SHOWN_OF_A_DIGEST, whole.length()));
  }
}
