package io.github.sparkddpm.engine.torch;

import io.github.sparkddpm.diffusion.NoisedBatch;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.torch.HostTensors;
import io.github.sparkddpm.network.torch.TorchNetwork;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.training.AllReduce;
import io.github.sparkddpm.training.Learner;
import io.github.sparkddpm.training.MicroBatch;
import io.github.sparkddpm.training.OptimizerConfig;
import io.github.sparkddpm.training.StepControl;
import io.github.sparkddpm.training.TrainingState;
import io.github.sparkddpm.training.UpdateStep;
import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A replica that torch trains. All vectors stay on the device; of a step, the losses and the
 * gradient's norm come to the host, in one transfer if there is one replica.
 */
final class TorchLearner implements Learner {

  private final TorchNetwork network;
  private final TorchUpdate update;
  private final StepControl control;
  private final int parts;
  private double norm = Double.NaN;
  private boolean normIsCurrent;
  private INDArray staging;

  /**
   * Creates a replica before its first step.
   *
   * @param network of which gradients are asked; closed with this
   * @param parameters the starting values, [P]
   */
  TorchLearner(TorchNetwork network, OptimizerConfig config, INDArray parameters) {
    this.network = network;
    network.recompute(config.gradientCheckpointing());
    update = new TorchUpdate(network, config.moreEmaDecays().size());
    control = new StepControl(config);
    parts = config.accumulate();
    restore(TrainingState.fresh(parameters, config.moreEmaDecays().size()));
  }

  @Override
  public ParameterLayout layout() {
    return network.layout();
  }

  @Override
  public long step() {
    return control.step();
  }

  @Override
  public void restore(TrainingState state) {
    update.restore(state);
    network.parameters().changed();
    control.goOnAfter(state.step());
  }

  @Override
  public TrainingState state() {
    return update.state(step());
  }

  @Override
  public double[] gradient(NoiseStream noise, long[] ids, NoisedBatch batch) {
    if (parts > 1) {
      normIsCurrent = false;
      update.gradient().zero_();
      return MicroBatch.each(MicroBatch.cut(parts, ids, batch), part -> addGradient(noise, part));
    }
    return network.compute(
        batch.xt().shape(),
        () -> {
          Tensor losses = network.backward(batch, noise, step(), ids);
          network.parameters().gatherGradient(update.gradient());
          return lossesAndNorm(losses.to(ScalarType.Double));
        });
  }

  private double[] addGradient(NoiseStream noise, MicroBatch part) {
    return network.compute(
        part.batch().xt().shape(),
        () -> {
          Tensor losses = network.backward(part.batch(), noise, step(), part.ids());
          network.parameters().gatherGradient(update.partGradient());
          update.gradient().add_(update.partGradient(), new Scalar(part.share()));
          return values(losses.to(ScalarType.Double).cpu());
        });
  }

  private double[] lossesAndNorm(Tensor losses) {
    Tensor both = torch.cat(new TensorVector(losses, update.norm().reshape(1)), 0).cpu();
    double[] values = values(both);
    norm = values[values.length - 1];
    normIsCurrent = true;
    return Arrays.copyOf(values, values.length - 1);
  }

  private static double[] values(Tensor onHost) {
    double[] values = new double[(int) onHost.numel()];
    new DoublePointer(onHost.data_ptr()).get(values);
    return values;
  }

  @Override
  public void combine(double weight, AllReduce sums, INDArray also) {
    normIsCurrent = false;
    try (PointerScope scope = new PointerScope()) {
      update.gradient().mul_(new Scalar(weight));
      if (sums instanceof TensorAllReduce tensors) {
        tensors.sum(update.gradient());
        tensors.sum(also);
      } else {
        sumOnHost(sums, also);
      }
    }
  }

  private void sumOnHost(AllReduce sums, INDArray also) {
    if (staging == null) {
      staging = HostTensors.array(layout().length());
    }
    Tensor host = HostTensors.over(staging);
    host.copy_(update.gradient());
    sums.sum(staging, also);
    update.gradient().copy_(host);
  }

  @Override
  public double apply() {
    if (!normIsCurrent) {
      try (PointerScope scope = new PointerScope()) {
        norm = update.norm().item_double();
      }
    }
    return control.apply(norm, this::update);
  }

  private void update(UpdateStep step) {
    normIsCurrent = false;
    update.apply(step);
    network.parameters().changed();
  }

  @Override
  public void close() {
    update.close();
    network.close();
  }
}
