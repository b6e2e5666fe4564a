package io.github.sparkddpm.network.graph;

import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.blocks.BlockSpec;
import io.github.sparkddpm.network.blocks.Blocks;
import java.util.ArrayDeque;
import java.util.Deque;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Builds the U-Net's graph. Vertices carry the names of diffusers' {@code UNet2DModel}, so a
 * tensor's full name is its vertex's name, a dot and its own.
 */
public final class UNetGraph {

  static final String IMAGES = "x";
  static final String TIMESTEPS = "t";
  static final String KEYS = "keys";
  static final String BATCH = "batch";
  static final String LOSS = "loss";

  private static final String TIME = "time_embedding";

  /** An output of the path down that the path up takes as a second input. */
  private record Skip(String vertex, int channels) {}

  private final UNetConfig config;
  private final IUpdater updater;
  private final GraphBuilder graph;
  private final Deque<Skip> skips = new ArrayDeque<>();
  private String last;
  private int channels;
  private int residualBlocks;

  private UNetGraph(UNetConfig config, DataType type, long seed, IUpdater updater) {
    this.config = config;
    this.updater = updater;
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .dataType(type)
            .miniBatch(false)
            // The blocks bring their own buffers.
            .trainingWorkspaceMode(WorkspaceMode.NONE)
            .inferenceWorkspaceMode(WorkspaceMode.NONE)
            .graphBuilder();
  }

  /**
   * Returns the graph of a network.
   *
   * @param type FLOAT, or DOUBLE to check gradients
   * @param seed of the starting parameters
   */
  public static ComputationGraphConfiguration configuration(
      UNetConfig config, DataType type, long seed) {
    UNetGraph unet = new UNetGraph(config, type, seed, new NoOp());
    unet.graph.addInputs(IMAGES, TIMESTEPS);
    return unet.build(IMAGES, TIMESTEPS);
  }

  /**
   * Returns the graph of a network that DL4J trains by itself, from arrays alone. Its second input
   * is {@link BatchKeys} in place of timesteps.
   *
   * @param seed of the starting parameters and of dropout
   * @param updater what DL4J does with the gradients
   */
  public static ComputationGraphConfiguration selfDriven(
      UNetConfig config, long seed, IUpdater updater) {
    UNetGraph unet = new UNetGraph(config, DataType.FLOAT, seed, updater);
    unet.graph
        .addInputs(IMAGES, KEYS)
        .addVertex(BATCH, new BatchVertexConf(BatchVertexConf.Output.IMAGES), IMAGES, KEYS)
        .addVertex(TIMESTEPS, new BatchVertexConf(BatchVertexConf.Output.TIMESTEPS), KEYS, BATCH);
    return unet.build(BATCH, TIMESTEPS);
  }

  private ComputationGraphConfiguration build(String images, String timesteps) {
    append(TIME, Blocks.timeEmbedding(config.baseChannels()), timesteps);
    channels = config.baseChannels();
    append("conv_in", Blocks.imageInput(config.channels(), channels), images);
    pushSkip();
    for (int level = 0; level < config.levels(); level++) {
      down(level);
    }
    middle();
    for (int level = config.levels() - 1; level >= 0; level--) {
      up(level);
    }
    append("conv_norm_out", Blocks.normOutput(channels, config.groups()), last);
    append("conv_out", Blocks.imageOutput(channels, config.channels()), last);
    return graph
        .addLayer(LOSS, new EpsilonLossConf(), last)
        .setOutputs(LOSS)
        .validateOutputLayerConfig(false)
        .build();
  }

  private void down(int level) {
    String prefix = "down_blocks." + level;
    for (int block = 0; block < config.blocksPerLevel(); block++) {
      residual(prefix + ".resnets." + block, config.levelChannels(level), null);
      attentionIfAny(prefix, level, block);
      pushSkip();
    }
    if (level < config.levels() - 1) {
      append(prefix + ".downsamplers.0", Blocks.downsample(channels), last);
      pushSkip();
    }
  }

  private void middle() {
    residual("mid_block.resnets.0", channels, null);
    attention("mid_block.attentions.0");
    residual("mid_block.resnets.1", channels, null);
  }

  private void up(int level) {
    String prefix = "up_blocks." + (config.levels() - 1 - level);
    for (int block = 0; block <= config.blocksPerLevel(); block++) {
      residual(prefix + ".resnets." + block, config.levelChannels(level), skips.pop());
      attentionIfAny(prefix, level, block);
    }
    if (level > 0) {
      append(prefix + ".upsamplers.0", Blocks.upsample(channels), last);
    }
  }

  private void attentionIfAny(String prefix, int level, int block) {
    if (config.hasAttention(level)) {
      attention(prefix + ".attentions." + block);
    }
  }

  private void attention(String name) {
    append(name, Blocks.selfAttention(channels, config.groups()), last);
  }

  private void residual(String name, int outChannels, Skip skip) {
    BlockSpec spec =
        Blocks.residual(
            channels,
            skip == null ? 0 : skip.channels(),
            outChannels,
            config.timeChannels(),
            config.groups(),
            config.dropout(),
            residualBlocks++);
    if (skip == null) {
      append(name, spec, last, TIME);
    } else {
      append(name, spec, last, skip.vertex(), TIME);
    }
    channels = outChannels;
  }

  private void append(String name, BlockSpec spec, String... inputs) {
    graph.addVertex(name, new BlockVertexConf(spec, updater), inputs);
    last = name;
  }

  private void pushSkip() {
    skips.push(new Skip(last, channels));
  }
}
