package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.BatchedMatmul;
import io.github.sparkddpm.network.kernels.Kernels;
import io.github.sparkddpm.network.kernels.NativeOps;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * Single-head self-attention over pixels, with residual: x + Wo softmax(q kᵀ / sqrt(C)) v, where q,
 * k and v are dense layers of the GroupNorm of x.
 */
final class SelfAttention implements Block {

  /** The description of the block. Input and output: [B,H,W,channels]. */
  record Spec(@JsonProperty("channels") int channels, @JsonProperty("groups") int groups)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      List<ParameterSpec> specs = new ArrayList<>(ParameterSpec.norm("group_norm", channels));
      for (String name : List.of("to_q", "to_k", "to_v")) {
        specs.addAll(ParameterSpec.dense(name, channels, channels, Initializer.DEFAULT));
      }
      specs.addAll(ParameterSpec.dense("to_out.0", channels, channels, Initializer.NEAR_ZERO));
      return specs;
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.selfAttention(groups);
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new SelfAttention(this, parameters, workspace);
    }
  }

  private final Workspace workspace;
  private final double scale;
  private final GroupNorm norm;
  private final Dense toQuery;
  private final Dense toKey;
  private final Dense toValue;
  private final Dense toOut;
  private final BatchedMatmul matmul;

  private INDArray x;
  private INDArray normed;
  private INDArray query;
  private INDArray key;
  private INDArray value;
  private INDArray weights;
  private INDArray mixed;

  private SelfAttention(Spec spec, Parameters parameters, Workspace workspace) {
    this.workspace = workspace;
    scale = 1 / Math.sqrt(spec.channels());
    norm = new GroupNorm(workspace, parameters, "group_norm", spec.groups(), false);
    toQuery = new Dense(workspace, parameters, "to_q");
    toKey = new Dense(workspace, parameters, "to_k");
    toValue = new Dense(workspace, parameters, "to_v");
    toOut = new Dense(workspace, parameters, "to_out.0");
    matmul = Kernels.batchedMatmul(workspace);
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    x = inputs[0];
    normed = norm.forward(x);
    query = NativeOps.pixels(toQuery.forward(normed)).muli(scale); // [B,N,C], N = HW
    key = NativeOps.pixels(toKey.forward(normed));
    value = NativeOps.pixels(toValue.forward(normed));
    weights = workspace.take(query.size(0), query.size(1), query.size(1)); // [B,N,N]
    matmul.multiply(query, false, key, true, weights);
    NativeOps.softmax(weights, weights);
    mixed = workspace.takeLike(query);
    matmul.multiply(weights, false, value, false, mixed);
    INDArray out = toOut.forward(mixed.reshape('c', x.shape()));
    out.addi(x);
    if (!pass.remembers()) {
      releaseActivations();
    }
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradMixed = NativeOps.pixels(toOut.backward(mixed.reshape('c', x.shape()), gradOut));
    INDArray gradWeights = workspace.takeLike(weights);
    matmul.multiply(gradMixed, false, value, true, gradWeights);
    INDArray gradValue = workspace.takeLike(value);
    matmul.multiply(weights, true, gradMixed, false, gradValue);
    INDArray gradLogits = softmaxBackward(gradWeights);
    INDArray gradQuery = workspace.takeLike(query);
    matmul.multiply(gradLogits, false, key, false, gradQuery);
    INDArray gradKey = workspace.takeLike(key);
    matmul.multiply(gradLogits, true, query, false, gradKey);
    gradQuery.muli(scale);

    INDArray gradNormed = toQuery.backward(normed, gradQuery.reshape('c', x.shape()));
    toKey.backwardAdding(normed, gradKey, gradNormed);
    toValue.backwardAdding(normed, gradValue, gradNormed);
    INDArray gradX = norm.backward(x, gradNormed);
    gradX.addi(gradOut);
    for (INDArray array :
        List.of(gradMixed, gradLogits, gradValue, gradQuery, gradKey, gradNormed)) {
      workspace.release(array);
    }
    releaseActivations();
    return new INDArray[] {gradX};
  }

  @Override
  public boolean holdsBuffers() {
    return true;
  }

  /** Replaces gradWeights g in place by w (g - sum over the row of w g). */
  private INDArray softmaxBackward(INDArray gradWeights) {
    gradWeights.muli(weights);
    INDArray sums = gradWeights.sum(true, 2); // [B,N,1]
    INDArray product = workspace.takeLike(weights);
    NativeOps.multiply(weights, sums, product);
    gradWeights.subi(product);
    workspace.release(product);
    return gradWeights;
  }

  private void releaseActivations() {
    for (INDArray array : List.of(normed, query, key, value, weights, mixed)) {
      workspace.release(array);
    }
  }
}
