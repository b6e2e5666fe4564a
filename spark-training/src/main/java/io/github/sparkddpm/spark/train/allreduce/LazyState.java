package io.github.sparkddpm.spark.train.allreduce;

import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.TrainingState;
import java.util.function.Supplier;

/** A learner's state at one moment, fetched when it is first asked for: it may be a large copy. */
final class LazyState implements Supplier<TrainingState> {

  private final Learner learner;
  private TrainingState state;

  LazyState(Learner learner) {
    this.learner = learner;
  }

  @Override
  public TrainingState get() {
    if (state == null) {
      state = learner.state();
    }
    return state;
  }
}
