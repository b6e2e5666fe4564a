package io.github.sparkddpm.spark.train.judge;

import io.github.sparkddpm.spark.storage.BestCheckpoints;
import io.github.sparkddpm.spark.storage.CheckpointStore;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.train.Checkpoints.Keeper;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a run's {@value RunFolder#BEST} true: it names checkpoints that exist, and they stay as
 * long as it does.
 */
record BestKeeper(Candidates candidates, CheckpointStore store, OutputFolder run)
    implements Keeper {

  private static final Logger LOG = LoggerFactory.getLogger(BestKeeper.class);

  /** Names the best anew, and returns their steps. */
  @Override
  public Set<Long> kept() throws IOException {
    Optional<BestCheckpoints> named = named();
    Optional<BestCheckpoints> best = candidates.best(named, Set.copyOf(store.steps()));
    if (best.isPresent() && !best.equals(named)) {
      run.write(RunFolder.BEST, best.get().toJson());
    }
    return best.map(BestCheckpoints::steps).orElse(Set.of());
  }

  /** Returns what the file names; nothing if it is damaged, for it tells nothing of its own. */
  private Optional<BestCheckpoints> named() throws IOException {
    try {
      return BestCheckpoints.read(run);
    } catch (DamagedFileException e) {
      LOG.warn(
          "Ignoring {} until there is a best checkpoint to name: {}",
          RunFolder.BEST,
          e.getMessage());
      return Optional.empty();
    }
  }
}
