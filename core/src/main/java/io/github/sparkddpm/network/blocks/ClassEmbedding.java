package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.Parameter;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The class of an image as a vector of its own, added to the embedding of the timestep, and then
 * the SiLU. An image without a class has nothing added.
 */
final class ClassEmbedding implements Block {

  /**
   * The description of the block. Inputs: the time embedding before its SiLU, [B,channels], and
   * classes [B,1], negative for none. Output: [B,channels].
   */
  record Spec(@JsonProperty("classes") int classes, @JsonProperty("channels") int channels)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      List<Long> shape = List.of((long) classes, (long) channels);
      return List.of(new ParameterSpec("weight", shape, Initializer.NORMAL));
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.classEmbedding();
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new ClassEmbedding(this, parameters, workspace);
    }
  }

  private final Spec spec;
  private final Workspace workspace;
  private final Parameter weight;
  private final Silu silu;
  private int[] labels;
  private INDArray sum;

  private ClassEmbedding(Spec spec, Parameters parameters, Workspace workspace) {
    this.spec = spec;
    this.workspace = workspace;
    weight = parameters.get("", "weight");
    silu = new Silu(workspace);
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    labels = inputs[1].toIntVector();
    sum = workspace.takeLike(inputs[0]);
    sum.assign(inputs[0]);
    for (int b = 0; b < labels.length; b++) {
      if (labels[b] >= 0) {
        sum.getRow(b).addi(row(weight.value(), labels[b]));
      }
    }
    return silu.forward(sum);
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradSum = silu.backward(sum, gradOut);
    weight.gradient().assign(0);
    for (int b = 0; b < labels.length; b++) {
      if (labels[b] >= 0) {
        row(weight.gradient(), labels[b]).addi(gradSum.getRow(b));
      }
    }
    return new INDArray[] {gradSum, null};
  }

  private INDArray row(INDArray table, int label) {
    if (label >= spec.classes()) {
      throw new IllegalArgumentException(
          "Class %s of a network of %s classes".formatted(label, spec.classes()));
    }
    return table.getRow(label);
  }
}
