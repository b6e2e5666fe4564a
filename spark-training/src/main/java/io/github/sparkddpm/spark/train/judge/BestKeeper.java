package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Checkpoints.Keeper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps a run's {@value RunFolder#BEST} true: it names checkpoints that exist, and they stay as
 * long as it does.
 */
record BestKeeper(Candidates candidates, CheckpointStore store, OutputFolder run)
    implements Keeper {

  @Override
  public Set<Long> kept(long saved) throws IOException {
    return update();
  }

  /** Names the best anew, and returns their steps. */
  Set<Long> update() throws IOException {
    Optional<BestCheckpoints> named = BestCheckpoints.read(run);
    Optional<BestCheckpoints> best = candidates.best(Set.copyOf(store.steps()));
    if (best.isPresent() && !best.equals(named)) {
      run.write(RunFolder.BEST, best.get().toJson());
    }
    return best.or(() -> named).map(BestCheckpoints::steps).orElse(Set.of());
  }
}
