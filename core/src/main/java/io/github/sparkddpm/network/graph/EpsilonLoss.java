package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.diffusion.SimpleLoss;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.LossLayer;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * {@link SimpleLoss} as an output layer, for graphs that DL4J drives by itself. The labels and
 * their mask are {@link LossLabels}.
 */
final class EpsilonLoss extends LossLayer {

  private static final long serialVersionUID = 1L;

  private transient double[] imageLosses = {};

  EpsilonLoss(NeuralNetConfiguration conf, DataType type) {
    super(conf, type);
  }

  /**
   * Returns the loss of every image of the last training pass, length B; the loss is their mean.
   */
  double[] imageLosses() {
    return imageLosses.clone();
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray unused, LayerWorkspaceMgr workspaces) {
    SimpleLoss loss = new SimpleLoss(new LossLabels(labels, maskArray).objective(), input);
    imageLosses = loss.perImage();
    return new Pair<>(new DefaultGradient(), loss.gradient());
  }

  @Override
  public double computeScore(double regularization, boolean training, LayerWorkspaceMgr ws) {
    score = Arrays.stream(imageLosses).average().orElse(0);
    return score;
  }

  /**
   * Returns a number above 0. A graph's {@code fit} returns at once if its layers have no
   * parameters, and ignores its vertices, which have all of ours.
   */
  @Override
  public long numParams(boolean backwards) {
    return 1;
  }

  @Override
  public void clear() {
    // The superclass frees the labels' memory here, although they are the caller's.
    setLabels(null);
    super.clear();
  }
}
