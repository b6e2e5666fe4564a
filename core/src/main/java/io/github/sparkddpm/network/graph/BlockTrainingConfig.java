package io.github.sparkddpm.network.graph;

import org.deeplearning4j.nn.conf.misc.DummyConfig;
import org.nd4j.linalg.learning.config.IUpdater;

/** A block's parameters all follow one updater. */
final class BlockTrainingConfig extends DummyConfig {

  private final IUpdater updater;

  BlockTrainingConfig(String block, IUpdater updater) {
    super(block);
    this.updater = updater;
  }

  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return updater;
  }
}
