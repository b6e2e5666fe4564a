package io.github.sparkddpm.jobs.compare;

import static io.github.sparkddpm.jobs.compare.Subject.BOUND;
import static io.github.sparkddpm.jobs.compare.Subject.HELD_OUT_LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.LAST_LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.SAMPLES_ON_THE_WAY;
import static io.github.sparkddpm.jobs.compare.Subject.STEPS;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The conditions under which losses and curves can be compared. */
final class LossConditions {

  private static final Set<Subject> LOSSES = EnumSet.of(LAST_LOSS, LOSS, HELD_OUT_LOSS);

  /** The keys that say what the loss is the loss of. */
  private static final Map<String, String> OBJECTIVE =
      Map.of(
          "diffusion.target", "The networks predict different things",
          "diffusion.loss-weight", "The losses are weighted differently",
          "diffusion.schedule", "The noise grows differently",
          "diffusion.timesteps", "The noise grows in different numbers of timesteps",
          "diffusion.zero-terminal-snr", "The noise ends differently");

  private static final String OTHER_LOSSES =
      "Their losses measure different things: compare bits/dim and distances.";

  private LossConditions() {}

  /** Returns the conditions on the images that runs learn from. */
  static List<Condition> ofImages() {
    Set<Subject> all = EnumSet.copyOf(LOSSES);
    all.addAll(JudgementConditions.DISTANCES);
    all.addAll(EnumSet.of(BOUND, SAMPLES_ON_THE_WAY));
    return List.of(
        new Condition(
            all,
            "The runs learn from different datasets (digests)",
            "Their losses and distances are of different images and cannot be compared.",
            run -> Optional.of(Judgement.digest(run.record().provenance().datasetDigest()))),
        Condition.ofKey(
            "network.image-size",
            all,
            "The images have different sizes",
            "Their losses and distances cannot be compared."),
        Condition.ofKey(
            "training.held-out",
            EnumSet.of(HELD_OUT_LOSS, SAMPLES_ON_THE_WAY),
            "Different numbers of images are held out",
            "A run may learn from images that another one is judged by."));
  }

  /** Returns the conditions on what the loss is the loss of. */
  static List<Condition> ofObjective() {
    Condition variance =
        new Condition(
            LOSSES,
            "Not all networks learn the variance (diffusion.variance)",
            OTHER_LOSSES,
            // Both fixed ones are the samplers' alone.
            run -> run.setting("diffusion.variance").map(of -> of.replaceFirst("-.*", "")));
    return Stream.concat(
            OBJECTIVE.keySet().stream()
                .sorted()
                .map(key -> Condition.ofKey(key, LOSSES, OBJECTIVE.get(key), OTHER_LOSSES)),
            Stream.of(variance))
        .toList();
  }

  /** Returns the conditions on how far these runs are. */
  static List<Condition> ofProgress(List<ComparedRun> runs) {
    long common = runs.stream().mapToLong(run -> new Progress(run).images()).min().orElse(0);
    return List.of(
        Condition.ofKey(
            "training.batch-size",
            EnumSet.of(STEPS),
            "A step takes different numbers of images",
            "Compare curves by images seen, not by step."),
        new Condition(
            EnumSet.of(LAST_LOSS),
            "The runs have seen different numbers of images",
            "Compare their losses after %s images, which all of them have seen."
                .formatted(Form.COUNT.show(common)),
            run -> Optional.of(Form.COUNT.show(new Progress(run).images()))));
  }
}
