package io.github.sparkddpm.network;

import io.github.sparkddpm.network.blocks.BlockSpec;
import io.github.sparkddpm.network.blocks.Blocks;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The blocks of a U-Net with their inputs, in the order of the flat parameter vector. Every engine
 * follows it, and may compute the blocks in this order.
 *
 * <p>Blocks carry the names of diffusers' {@code UNet2DModel}, so a tensor's full name is its
 * block's name, a dot and its own.
 *
 * @param nodes the blocks; the last one's output is the network's
 */
public record UNetPlan(List<Node> nodes) {

  /** The name of the input that is x_t, [B,C,H,W]. */
  public static final String IMAGES = "x";

  /** The name of the input that is the timesteps, [B]. */
  public static final String TIMESTEPS = "t";

  /** The name of the input that is the classes, [B]; of networks that are told them. */
  public static final String LABELS = "y";

  private static final String TIME = "time_embedding";
  private static final String CLASS = "class_embedding";

  /**
   * One block with its name and inputs.
   *
   * @param inputs names of nodes, {@link #IMAGES}, {@link #TIMESTEPS} or {@link #LABELS}
   */
  public record Node(String name, BlockSpec spec, List<String> inputs) {

    public Node {
      inputs = List.copyOf(inputs);
    }
  }

  public UNetPlan {
    nodes = List.copyOf(nodes);
  }

  /** Returns the plan of a network; makes no parameters. */
  public static UNetPlan of(UNetConfig config) {
    return new UNetPlan(new Builder(config).nodes());
  }

  /** Returns the name of the node whose output is the network's. */
  public String output() {
    return nodes.get(nodes.size() - 1).name();
  }

  /** Lists the blocks of one network. */
  private static final class Builder {

    /** An output of the path down that the path up takes as a second input. */
    private record Skip(String node, int channels) {}

    private final UNetConfig config;
    private final List<Node> nodes = new ArrayList<>();
    private final Deque<Skip> skips = new ArrayDeque<>();
    private String last;
    private int channels;
    private int residualBlocks;
    private String embedding;

    Builder(UNetConfig config) {
      this.config = config;
    }

    List<Node> nodes() {
      channels = config.baseChannels();
      append("conv_in", Blocks.imageInput(config.channels(), channels), IMAGES);
      pushSkip();
      embedding();
      for (int level = 0; level < config.levels(); level++) {
        down(level);
      }
      middle();
      for (int level = config.levels() - 1; level >= 0; level--) {
        up(level);
      }
      append("conv_norm_out", Blocks.normOutput(channels, config.groups()), last);
      append("conv_out", Blocks.imageOutput(channels, config.outputChannels()), last);
      return nodes;
    }

    private void embedding() {
      boolean alone = config.classes() == 0;
      nodes.add(
          new Node(TIME, Blocks.timeEmbedding(config.baseChannels(), alone), List.of(TIMESTEPS)));
      embedding = TIME;
      if (!alone) {
        nodes.add(
            new Node(
                CLASS,
                Blocks.classEmbedding(config.classes(), config.timeChannels()),
                List.of(TIME, LABELS)));
        embedding = CLASS;
      }
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
        append(name, spec, last, embedding);
      } else {
        append(name, spec, last, skip.node(), embedding);
      }
      channels = outChannels;
    }

    private void append(String name, BlockSpec spec, String... inputs) {
      nodes.add(new Node(name, spec, List.of(inputs)));
      last = name;
    }

    private void pushSkip() {
      skips.push(new Skip(last, channels));
    }
  }
}
