package io.github.sparkddpm.jobs.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what of some runs cannot be compared, and why. */
final class Fairness {

  private Fairness() {}

  /** Returns every reason, the gravest first. */
  static List<Doubt> doubts(List<ComparedRun> runs) {
    List<Doubt> doubts = new ArrayList<>();
    Stream.of(
            LossConditions.ofImages(),
            LossConditions.ofObjective(),
            LossConditions.ofProgress(runs),
            JudgementConditions.onTheWay(),
            JudgementConditions.ofEvaluations(),
            JudgementConditions.ofPictures())
        .flatMap(List::stream)
        .forEach(condition -> condition.doubt(runs).ifPresent(doubts::add));
    runs.forEach(run -> earlier(run).ifPresent(doubts::add));
    return doubts;
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
                        .formatted(
                            run.name(),
                            Form.COUNT.show(found.checkpoint()),
                            Form.COUNT.show(steps)),
                    Set.of()));
  }
}
