package io.github.sparkddpm.jobs.compare;

import static io.github.sparkddpm.jobs.compare.Subject.BOUND;
import static io.github.sparkddpm.jobs.compare.Subject.FRECHET_DISTANCE;
import static io.github.sparkddpm.jobs.compare.Subject.HELD_OUT_LOSS;
import static io.github.sparkddpm.jobs.compare.Subject.KERNEL_DISTANCE;
import static io.github.sparkddpm.jobs.compare.Subject.PICTURES;
import static io.github.sparkddpm.jobs.compare.Subject.PRECISION_AND_RECALL;
import static io.github.sparkddpm.jobs.compare.Subject.RECOGNITION;
import static io.github.sparkddpm.jobs.compare.Subject.SAMPLES_ON_THE_WAY;

import io.github.sparkddpm.jobs.run.EvaluationFile.Features;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The conditions under which distances and pictures can be compared. */
final class JudgementConditions {

  /** The distances of generated images. */
  static final Set<Subject> DISTANCES =
      EnumSet.of(FRECHET_DISTANCE, KERNEL_DISTANCE, PRECISION_AND_RECALL, RECOGNITION);

  private JudgementConditions() {}

  /** Returns the conditions on what judged the runs. */
  static List<Condition> ofEvaluations() {
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
            EnumSet.of(FRECHET_DISTANCE, KERNEL_DISTANCE, PRECISION_AND_RECALL),
            "The feature model is used in different ways (evaluate.features)",
            "Their distances cannot be compared.",
            run -> Judgement.of(run).flatMap(Judgement::input)),
        new Condition(
            EnumSet.of(FRECHET_DISTANCE, PRECISION_AND_RECALL),
            "Different numbers of generated images are judged",
            "The Frechet distance grows as images get fewer, and precision and recall change; the kernel distance does not.",
            run ->
                Judgement.of(run)
                    .flatMap(Judgement::generated)
                    .map(of -> Form.COUNT.show(of.images()))),
        new Condition(
            DISTANCES,
            "The judged images are drawn in different ways",
            "Their distances are of the sampler as well as of the run.",
            run -> Judgement.of(run).flatMap(Judgement::drawn)));
  }

  /** Returns the conditions on what was judged while the runs trained. */
  static List<Condition> onTheWay() {
    return List.of(
        new Condition(
            EnumSet.of(HELD_OUT_LOSS),
            "Held-out losses are of different numbers of images",
            "Set training.validate-images to the same number.",
            run -> new OnTheWay(run).heldOutImages().map(Object::toString)),
        new Condition(
            EnumSet.of(HELD_OUT_LOSS),
            "Held-out losses are measured with the noise of different seeds",
            "Small differences of them mean nothing.",
            run -> new OnTheWay(run).heldOutImages().flatMap(images -> run.setting("seed"))),
        new Condition(
            EnumSet.of(SAMPLES_ON_THE_WAY),
            "Samples were judged in different ways while the runs trained",
            "Their distances on the way cannot be compared.",
            run -> new OnTheWay(run).judging()));
  }

  /** Returns the conditions on the pictures that runs draw. */
  static List<Condition> ofPictures() {
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
}
