package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.compare.Fact.Better;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The rows of the table of runs. */
final class Facts {

  private Facts() {}

  /** Returns all rows for these runs. */
  static List<Fact> of(List<ComparedRun> runs) {
    return Stream.of(
            ofProgress(), ofLosses(runs), JudgedFacts.ofBound(), JudgedFacts.ofImages(), ofOrigin())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Fact> ofProgress() {
    return List.of(
        Fact.plain("state", "state", Form.TEXT, run -> new Progress(run).state()),
        Fact.plain("steps", "steps done", Form.COUNT, run -> new Progress(run).steps()),
        Fact.plain("stepsWanted", "of steps", Form.COUNT, run -> new Progress(run).wanted()),
        Fact.plain("imagesSeen", "images seen", Form.COUNT, run -> new Progress(run).images()),
        Fact.plain(
            "secondsTrained", "time trained", Form.DURATION, run -> new Progress(run).seconds()),
        new Fact(
            "imagesPerSecond",
            "images/s",
            Form.NUMBER,
            Better.MORE,
            Set.of(),
            run -> new Progress(run).imagesPerSecond()),
        Fact.plain(
            "skippedSteps", "steps skipped", Form.COUNT, run -> new Progress(run).skippedSteps()),
        Fact.plain("failures", "failures", Form.COUNT, run -> new Progress(run).failures()));
  }

  private static List<Fact> ofLosses(List<ComparedRun> runs) {
    List<Fact> losses = new ArrayList<>();
    losses.add(
        new Fact(
            "smoothedLoss",
            "loss over the last 100 steps",
            Form.NUMBER,
            Better.LESS,
            Set.of(Subject.LOSS, Subject.LAST_LOSS),
            run -> new Progress(run).smoothedLoss()));
    losses.add(
        new Fact(
            "leastHeldOutLoss",
            "least loss on held-out images",
            Form.NUMBER,
            Better.LESS,
            Set.of(Subject.HELD_OUT_LOSS),
            run -> new OnTheWay(run).leastHeldOutLoss()));
    losses.add(
        new Fact(
            "leastFrechetDistanceOnTheWay",
            "least Frechet distance while it trained",
            Form.NUMBER,
            Better.LESS,
            Set.of(Subject.SAMPLES_ON_THE_WAY),
            run -> new OnTheWay(run).leastFrechet()));
    List<Long> images = runs.stream().map(run -> new Progress(run).images()).sorted().toList();
    long common = images.get(0);
    if (common < images.get(images.size() - 1)) {
      losses.add(
          new Fact(
              "smoothedLossAtEqualImages",
              "the same after %s images".formatted(Form.COUNT.show(common)),
              Form.NUMBER,
              Better.LESS,
              Set.of(Subject.LOSS),
              run -> new Progress(run).smoothedLoss(common)));
    }
    return losses;
  }

  private static List<Fact> ofOrigin() {
    return List.of(
        Fact.plain(
            "datasetDigest",
            "dataset (digest)",
            Form.TEXT,
            run -> Judgement.digest(run.record().provenance().datasetDigest())),
        Fact.plain("startedFrom", "started from", Form.TEXT, Facts::parent),
        version("engine", "engine"),
        version("spark-ddpm", "version of spark-ddpm"));
  }

  private static Fact version(String of, String title) {
    return Fact.plain(
        of.equals("engine") ? of : "version",
        title,
        Form.TEXT,
        run -> run.record().provenance().versions().get(of));
  }

  /** Returns the digest of the weights that a run began with, if they were trained before. */
  private static String parent(ComparedRun run) {
    Map<String, String> parent = run.record().provenance().parent();
    return parent.isEmpty()
        ? null
        : "weights " + Judgement.digest(parent.getOrDefault("sha256", ""));
  }
}
