package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.io.Serializable;
import java.util.List;
import org.nd4j.shade.jackson.annotation.JsonSubTypes;
import org.nd4j.shade.jackson.annotation.JsonTypeInfo;

/** The description of a block before it has parameters; part of the network's JSON. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "block")
@JsonSubTypes({
  @JsonSubTypes.Type(value = TimeEmbedding.Spec.class, name = "time-embedding"),
  @JsonSubTypes.Type(value = ClassEmbedding.Spec.class, name = "class-embedding"),
  @JsonSubTypes.Type(value = ImageInput.Spec.class, name = "image-input"),
  @JsonSubTypes.Type(value = ResidualBlock.Spec.class, name = "residual"),
  @JsonSubTypes.Type(value = SelfAttention.Spec.class, name = "self-attention"),
  @JsonSubTypes.Type(value = Downsample.Spec.class, name = "downsample"),
  @JsonSubTypes.Type(value = Upsample.Spec.class, name = "upsample"),
  @JsonSubTypes.Type(value = NormOutput.Spec.class, name = "norm-output"),
  @JsonSubTypes.Type(value = ImageOutput.Spec.class, name = "image-output")
})
public sealed interface BlockSpec extends Serializable
    permits TimeEmbedding.Spec,
        ClassEmbedding.Spec,
        ImageInput.Spec,
        ResidualBlock.Spec,
        SelfAttention.Spec,
        Downsample.Spec,
        Upsample.Spec,
        NormOutput.Spec,
        ImageOutput.Spec {

  /** Returns the learned tensors, in the order of the flat vector. */
  List<ParameterSpec> parameters();

  /** Returns the block in another engine's form. */
  <T> T as(BlockKinds<T> kinds);

  /**
   * Creates the block itself.
   *
   * @param workspace buffers in common with the network's other blocks
   * @param dropout the examples of the network's current step
   */
  Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout);
}
