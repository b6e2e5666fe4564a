package io.github.sparkddpm.network.graph;

import java.util.Collection;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.impl.LossMSE;

/** The configuration of {@link EpsilonLoss}. */
final class EpsilonLossConf extends LossLayer {

  private static final long serialVersionUID = 1L;

  EpsilonLossConf() {
    setActivationFn(new ActivationIdentity());
    setLossFn(new LossMSE());
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> listeners,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType type) {
    EpsilonLoss layer = new EpsilonLoss(conf, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamTable(initializer().init(conf, paramsView, initializeParams));
    return layer;
  }
}
