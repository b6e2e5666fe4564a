package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The timestep as a vector: [sin | cos] of t at geometric frequencies, dense, SiLU, dense, and SiLU
 * unless a class is added first. The last SiLU is the one with which every residual block begins
 * its projection, computed once.
 */
final class TimeEmbedding implements Block {

  /**
   * The description of the block. Input: zero-based timesteps [B,1]. Output: [B, 4 baseChannels].
   *
   * @param baseChannels width of the sinusoidal embedding, even and at least 4
   * @param activated whether a SiLU ends it
   */
  record Spec(
      @JsonProperty("baseChannels") int baseChannels, @JsonProperty("activated") boolean activated)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      int width = 4 * baseChannels;
      List<ParameterSpec> specs = new ArrayList<>();
      specs.addAll(ParameterSpec.dense("linear_1", baseChannels, width, Initializer.DEFAULT));
      specs.addAll(ParameterSpec.dense("linear_2", width, width, Initializer.DEFAULT));
      return specs;
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.timeEmbedding(baseChannels, activated);
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new TimeEmbedding(this, parameters, workspace);
    }
  }

  private final Spec spec;
  private final Workspace workspace;
  private final Dense linear1;
  private final Dense linear2;
  private final Silu silu;

  private INDArray sinusoid;
  private INDArray hidden1;
  private INDArray active1;
  private INDArray hidden2;

  private TimeEmbedding(Spec spec, Parameters parameters, Workspace workspace) {
    this.spec = spec;
    this.workspace = workspace;
    linear1 = new Dense(workspace, parameters, "linear_1");
    linear2 = new Dense(workspace, parameters, "linear_2");
    silu = new Silu(workspace);
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    double[] timesteps = inputs[0].toDoubleVector();
    sinusoid = workspace.take(timesteps.length, spec.baseChannels());
    sinusoid.assign(Nd4j.createFromArray(sinusoids(timesteps, spec.baseChannels())));
    hidden1 = linear1.forward(sinusoid);
    active1 = silu.forward(hidden1);
    hidden2 = linear2.forward(active1);
    return spec.activated() ? silu.forward(hidden2) : hidden2;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradHidden2 = spec.activated() ? silu.backward(hidden2, gradOut) : gradOut;
    INDArray gradActive1 = linear2.backward(active1, gradHidden2);
    INDArray gradHidden1 = silu.backward(hidden1, gradActive1);
    linear1.backward(sinusoid, gradHidden1);
    return new INDArray[] {null};
  }

  /**
   * Returns [sin | cos] with half = width / 2 frequencies exp(-ln(10000) j / (half - 1)).
   *
   * @return [B][width]
   */
  static double[][] sinusoids(double[] timesteps, int width) {
    int half = width / 2;
    double[][] rows = new double[timesteps.length][width];
    for (int b = 0; b < timesteps.length; b++) {
      for (int j = 0; j < half; j++) {
        double angle = timesteps[b] * Math.exp(-Math.log(10000) * j / (half - 1));
        rows[b][j] = Math.sin(angle);
        rows[b][half + j] = Math.cos(angle);
      }
    }
    return rows;
  }
}
