package io.github.sparkddpm.jobs.compare;

import static io.github.sparkddpm.jobs.compare.Subject.BOUND;
import static io.github.sparkddpm.jobs.compare.Subject.FRECHET_DISTANCE;
import static io.github.sparkddpm.jobs.compare.Subject.HELD_OUT_LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.KERNEL_DISTANCE;
import static io.github.sparkddpm.jobs.compare.Subject.LAST_LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.PICTURES;
import static io.github.sparkddpm.jobs.compare.Subject.RECOGNITION;
import static io.github.sparkddpm.jobs.compare.Subject.STEPS;

import io.github.sparkddpm.jobs.run.EvaluationFile.Features;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what of some runs cannot be compared, and why. */
final class Fairness {

  private static final Set<Subject> LOSSES = EnumSet.of(LAST_LOSS, LOSS, HELD_OUT_LOSS);
  private static final Set<Subject> DISTANCES =
      EnumSet.of(FRECHET_DISTANCE, KERNEL_DISTANCE, RECOGNITION);

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

  private Fairness() {}

  /** Returns every reason, the gravest first. */
  static List<Doubt> doubts(List<ComparedRun> runs) {
    List<Doubt> doubts = new ArrayList<>();
    Stream.of(ofImages(), ofObjective(), ofProgress(runs), ofEvaluations(), ofPictures())
        .flatMap(List::stream)
        .forEach(condition -> condition.doubt(runs).ifPresent(doubts::add));
    runs.forEach(run -> earlier(run).ifPresent(doubts::add));
    return doubts;
  }

  private static List<Condition> ofImages() {
    Set<Subject> all = EnumSet.copyOf(LOSSES);
    all.addAll(DISTANCES);
    all.add(BOUND);
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
            EnumSet.of(HELD_OUT_LOSS),
            "Different numbers of images are held out",
            "A run may learn from images that another one is judged by."));
  }

  private static List<Condition> ofObjective() {
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

  private static List<Condition> ofProgress(List<ComparedRun> runs) {
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
                .formatted(count(common)),
            run -> Optional.of(count(new Progress(run).images()))));
  }

  private static List<Condition> ofEvaluations() {
    Set<Subject> all = EnumSet.copyOf(DISTANCES);
    all.add(BOUND);
    return List.of(
        new Condition(
            all,
            "The runs are judged by different images",
            "Their bits/dim and distances cannot be compared.",
            run -> Judgement.of(run).map(Judgement::reference)),
        new Condition(
            DISTANCES,
            "Different feature models judge them (SHA-256)",
            "Their distances cannot be compared.",
            run ->
                Judgement.of(run)
                    .flatMap(Judgement::features)
                    .map(Features::modelSha256)
                    .map(Judgement::digest)),
        new Condition(
            EnumSet.of(FRECHET_DISTANCE),
            "Different numbers of generated images are judged",
            "The Frechet distance grows as images get fewer; the kernel distance does not.",
            run -> Judgement.of(run).flatMap(Judgement::generated).map(of -> count(of.images()))),
        new Condition(
            DISTANCES,
            "The judged images are drawn in different ways",
            "Their distances are of the sampler as well as of the run.",
            run -> Judgement.of(run).flatMap(Judgement::drawn)));
  }

  private static List<Condition> ofPictures() {
    return List.of(
        Condition.ofKey(
            "seed",
            EnumSet.of(PICTURES),
            "The runs have different seeds",
            "Their pictures begin at different noise: compare them as a whole, not image by image."),
        Condition.ofKey(
            "network.classes",
            EnumSet.of(PICTURES),
            "The networks know different numbers of classes",
            "Images at the same place of their pictures are of different classes."),
        Condition.ofKey(
            "training.grid-steps",
            EnumSet.of(PICTURES),
            "The pictures on the way are drawn in different numbers of steps",
            "Fewer steps draw worse images."));
  }

  /** Returns a doubt if a run was judged before it had trained as far as it has now. */
  private static Optional<Doubt> earlier(ComparedRun run) {
    long steps = new Progress(run).steps();
    return run.evaluation()
        .filter(found -> found.checkpoint() < steps)
        .map(
            found ->
                new Doubt(
                    "The evaluation of %s is of step %s, and the run has done %s. Evaluate it again to judge what it is now."
                        .formatted(run.name(), count(found.checkpoint()), count(steps)),
                    Set.of()));
  }

  private static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
