package io.github.sparkddpm.network.blocks;

import io.github.sparkddpm.network.kernels.NativeOps;
import io.github.sparkddpm.network.kernels.Window;
import io.github.sparkddpm.network.kernels.Window.Copy;
import io.github.sparkddpm.network.kernels.Workspace;
import io.github.sparkddpm.network.parameters.Initializer;
import io.github.sparkddpm.network.parameters.ParameterSpec;
import io.github.sparkddpm.network.parameters.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;

/**
 * The DDPM residual block.
 *
 * <p>It applies GroupNorm, SiLU and a 3x3 convolution, and adds a dense projection of the time
 * embedding. Then it applies GroupNorm, SiLU, dropout and a 3x3 convolution. Finally it adds the
 * input, through a 1x1 convolution where the channels change. On the way up the input is the
 * concatenation of two.
 */
final class ResidualBlock implements Block {

  /**
   * The description of the block. Inputs: x [B,H,W,inChannels], the skip [B,H,W,skipChannels] if
   * there is one, and the time embedding after its SiLU, [B,timeChannels]. Output:
   * [B,H,W,outChannels].
   *
   * @param skipChannels 0 for none
   * @param number tells this block's dropout from others'; in [0, 1024)
   */
  record Spec(
      @JsonProperty("inChannels") int inChannels,
      @JsonProperty("skipChannels") int skipChannels,
      @JsonProperty("outChannels") int outChannels,
      @JsonProperty("timeChannels") int timeChannels,
      @JsonProperty("groups") int groups,
      @JsonProperty("dropout") double dropout,
      @JsonProperty("number") int number)
      implements BlockSpec {

    @Override
    public List<ParameterSpec> parameters() {
      int in = inChannels + skipChannels;
      List<ParameterSpec> specs = new ArrayList<>();
      specs.addAll(ParameterSpec.norm("norm1", in));
      specs.addAll(ParameterSpec.conv("conv1", in, outChannels, 3, Initializer.DEFAULT));
      specs.addAll(
          ParameterSpec.dense("time_emb_proj", timeChannels, outChannels, Initializer.DEFAULT));
      specs.addAll(ParameterSpec.norm("norm2", outChannels));
      specs.addAll(ParameterSpec.conv("conv2", outChannels, outChannels, 3, Initializer.NEAR_ZERO));
      if (in != outChannels) {
        specs.addAll(ParameterSpec.conv("conv_shortcut", in, outChannels, 1, Initializer.DEFAULT));
      }
      return specs;
    }

    @Override
    public <T> T as(BlockKinds<T> kinds) {
      return kinds.residual(
          skipChannels,
          groups,
          new DropoutRule(dropout, number),
          inChannels + skipChannels != outChannels);
    }

    @Override
    public Block create(Parameters parameters, Workspace workspace, DropoutKeys dropout) {
      return new ResidualBlock(this, parameters, workspace, dropout);
    }
  }

  private final Spec spec;
  private final Workspace workspace;
  private final GroupNorm norm1;
  private final Conv2d conv1;
  private final Dense timeProjection;
  private final GroupNorm norm2;
  private final Dropout dropout;
  private final Conv2d conv2;
  private final Dense shortcut;

  private INDArray x;
  private INDArray time;
  private INDArray active1;
  private INDArray hidden;
  private INDArray projection;
  private INDArray active2;

  private ResidualBlock(
      Spec spec, Parameters parameters, Workspace workspace, DropoutKeys dropoutKeys) {
    this.spec = spec;
    this.workspace = workspace;
    norm1 = new GroupNorm(workspace, parameters, "norm1", spec.groups(), true);
    conv1 = new Conv2d(workspace, parameters, "conv1", 1);
    timeProjection = new Dense(workspace, parameters, "time_emb_proj");
    norm2 = new GroupNorm(workspace, parameters, "norm2", spec.groups(), true);
    dropout = new Dropout(new DropoutRule(spec.dropout(), spec.number()), dropoutKeys);
    conv2 = new Conv2d(workspace, parameters, "conv2", 1);
    boolean sameChannels = spec.inChannels() + spec.skipChannels() == spec.outChannels();
    shortcut = sameChannels ? null : new Dense(workspace, parameters, "conv_shortcut");
  }

  @Override
  public INDArray forward(INDArray[] inputs, ForwardPass pass) {
    x = spec.skipChannels() == 0 ? inputs[0] : concatenated(inputs[0], inputs[1]);
    time = inputs[inputs.length - 1];
    active1 = norm1.forward(x);
    hidden = conv1.forward(active1);
    if (!pass.remembers()) {
      workspace.release(active1);
    }
    projection = timeProjection.forward(time); // [B,C]
    active2 = norm2.forwardShifted(hidden, projection);
    if (pass.drops()) {
      dropout.apply(active2);
    }
    if (!pass.remembers()) {
      workspace.release(hidden);
      workspace.release(projection);
    }
    INDArray out = conv2.forward(active2);
    addShortcut(out);
    if (!pass.remembers()) {
      workspace.release(active2);
      releaseConcatenation();
    }
    return out;
  }

  @Override
  public INDArray[] backward(INDArray gradOut) {
    INDArray gradActive2 = conv2.backward(active2, gradOut);
    workspace.release(active2);
    dropout.apply(gradActive2);
    INDArray gradProjection = workspace.takeLike(projection);
    INDArray gradHidden = norm2.backwardShifted(hidden, projection, gradActive2, gradProjection);
    workspace.release(gradActive2);
    workspace.release(hidden);
    workspace.release(projection);
    INDArray gradTime = timeProjection.backward(time, gradProjection);
    workspace.release(gradProjection);
    INDArray gradActive1 = conv1.backward(active1, gradHidden);
    workspace.release(active1);
    workspace.release(gradHidden);
    INDArray gradX = norm1.backward(x, gradActive1);
    workspace.release(gradActive1);
    addShortcutGradient(gradOut, gradX);
    return spec.skipChannels() == 0
        ? new INDArray[] {gradX, gradTime}
        : splitGradient(gradX, gradTime);
  }

  @Override
  public boolean holdsBuffers() {
    return true;
  }

  private INDArray concatenated(INDArray a, INDArray b) {
    INDArray out = workspace.take(a.size(0), a.size(1), a.size(2), a.size(3) + b.size(3));
    NativeOps.concat(a, b, out);
    return out;
  }

  private void releaseConcatenation() {
    if (spec.skipChannels() > 0) {
      workspace.release(x);
    }
  }

  private INDArray[] splitGradient(INDArray gradX, INDArray gradTime) {
    INDArray first = channels(gradX, 0, spec.inChannels());
    INDArray second = channels(gradX, spec.inChannels(), spec.skipChannels());
    workspace.release(gradX);
    releaseConcatenation();
    return new INDArray[] {first, second, gradTime};
  }

  private INDArray channels(INDArray images, int from, int count) {
    int height = (int) images.size(1);
    int width = (int) images.size(2);
    INDArray out = workspace.take(images.size(0), height, width, count);
    Window chosen = new Window(0, 0, 1, from);
    Window.copy(
        images, out, List.of(new Copy(chosen, new Window(0, 0, 1, 0), height, width, count)));
    return out;
  }

  private void addShortcut(INDArray out) {
    if (shortcut == null) {
      out.addi(x);
    } else {
      shortcut.addForward(x, out);
    }
  }

  private void addShortcutGradient(INDArray gradOut, INDArray gradX) {
    if (shortcut == null) {
      gradX.addi(gradOut);
    } else {
      shortcut.backwardAdding(x, gradOut, gradX);
    }
  }
}
