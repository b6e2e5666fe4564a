package io.github.sparkddpm.network.graph;

import java.util.List;
import org.deeplearning4j.nn.conf.misc.DummyConfig;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** A block's parameters all follow one updater, and all decay alike. */
final class BlockTrainingConfig extends DummyConfig {

  private final BlockVertexConf block;

  BlockTrainingConfig(String name, BlockVertexConf block) {
    super(name);
    this.block = block;
  }

  @Override
  public IUpdater getUpdaterByParam(String parameter) {
    return block.updater();
  }

  @Override
  public List<Regularization> getRegularizationByParam(String parameter) {
    return block.weightDecay() > 0
        ? List.of(new WeightDecay(block.weightDecay(), true))
        : List.of();
  }
}
