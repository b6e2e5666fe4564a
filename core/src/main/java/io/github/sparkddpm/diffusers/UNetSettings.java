package io.github.sparkddpm.diffusers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.network.ImageSize;
import io.github.sparkddpm.network.UNetConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The U-Net as {@code UNet2DModel} describes it in {@code unet/config.json}. */
final class UNetSettings {

  static final String CLASS = "UNet2DModel";

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final JsonNode NONE = NODES.nullNode();
  private static final String SIZE = "sample_size";
  private static final String CHANNELS = "block_out_channels";
  private static final String DOWN = "DownBlock2D";
  private static final String UP = "UpBlock2D";
  private static final String ATTENTION = "Attn";

  /** Begins the names that blocks had in the first releases. */
  private static final String OLD_NAME = "UNetRes";

  /**
   * A key that has one value in this project.
   *
   * @param otherwise what diffusers takes if it is not there
   */
  private record Fixed(String key, JsonNode value, JsonNode otherwise) {

    Fixed(String key, JsonNode value) {
      this(key, value, value);
    }
  }

  private static final List<Fixed> FIXED =
      List.of(
          new Fixed("act_fn", NODES.textNode("silu")),
          new Fixed("add_attention", NODES.booleanNode(true)),
          new Fixed("attention_head_dim", NONE, NODES.numberNode(8)),
          new Fixed("attn_norm_num_groups", NONE),
          new Fixed("center_input_sample", NODES.booleanNode(false)),
          new Fixed("class_embed_type", NONE),
          new Fixed("downsample_padding", NODES.numberNode(0), NODES.numberNode(1)),
          new Fixed("downsample_type", NODES.textNode("conv")),
          new Fixed("flip_sin_to_cos", NODES.booleanNode(false), NODES.booleanNode(true)),
          new Fixed("freq_shift", NODES.numberNode(1), NODES.numberNode(0)),
          new Fixed("mid_block_scale_factor", NODES.numberNode(1)),
          new Fixed("mid_block_type", NODES.textNode("UNetMidBlock2D")),
          new Fixed("norm_eps", NODES.numberNode(1e-6), NODES.numberNode(1e-5)),
          new Fixed("resnet_time_scale_shift", NODES.textNode("default")),
          new Fixed("time_embedding_dim", NONE),
          new Fixed("time_embedding_type", NODES.textNode("positional")),
          new Fixed("upsample_type", NODES.textNode("conv")));

  /** The keys that differ from network to network; the last has no meaning for this U-Net. */
  private static final Set<String> FREE =
      Set.of(
          SIZE,
          "in_channels",
          "out_channels",
          CHANNELS,
          "layers_per_block",
          "down_block_types",
          "up_block_types",
          "dropout",
          "norm_num_groups",
          "num_class_embeds",
          "num_train_timesteps");

  private UNetSettings() {}

  /**
   * Returns a network's description.
   *
   * @throws IllegalArgumentException if diffusers has no such network
   */
  static ObjectNode write(UNetConfig network) {
    if (network.multipliers().get(0) != 1) {
      throw new IllegalArgumentException(
          "diffusers has no network with network.multipliers = %s: there the first one is 1"
              .formatted(network.multipliers()));
    }
    ObjectNode settings = NODES.objectNode();
    FIXED.forEach(fixed -> settings.set(fixed.key(), fixed.value()));
    settings.set(SIZE, network.imageSize().toJson());
    settings
        .put("in_channels", network.channels())
        .put("out_channels", network.outputChannels())
        .put("layers_per_block", network.blocksPerLevel())
        .put("dropout", network.dropout())
        .put("norm_num_groups", network.groups())
        .putNull("num_train_timesteps")
        .set(
            "num_class_embeds", network.classes() > 0 ? NODES.numberNode(network.classes()) : NONE);
    ArrayNode channels = settings.putArray(CHANNELS);
    ArrayNode down = settings.putArray("down_block_types");
    ArrayNode up = settings.putArray("up_block_types");
    for (int level = 0; level < network.levels(); level++) {
      channels.add(network.levelChannels(level));
      down.add(block(network.hasAttention(level), DOWN));
      up.add(block(network.hasAttention(network.levels() - 1 - level), UP));
    }
    return settings;
  }

  private static String block(boolean attention, String kind) {
    return attention ? ATTENTION + kind : kind;
  }

  /**
   * Returns the network that a file describes.
   *
   * @param learnsVariance whether it has twice the output channels, as the scheduler says
   */
  static UNetConfig read(SettingsFile file, boolean learnsVariance)
      throws UnusableWeightsException {
    file.require("_class_name", MissingNode.getInstance(), NODES.textNode(CLASS));
    for (Fixed fixed : FIXED) {
      file.require(fixed.key(), fixed.otherwise(), fixed.value());
    }
    Set<String> known = new HashSet<>(FREE);
    FIXED.forEach(fixed -> known.add(fixed.key()));
    file.requireNone(known);
    List<Integer> channels = channels(file);
    ImageSize size = size(file);
    try {
      return new UNetConfig(
          size,
          imageChannels(file, learnsVariance),
          channels.get(0),
          multipliers(file, channels),
          file.count("layers_per_block", 2),
          attention(file, channels.size(), size.height()),
          file.get("dropout", NODES.numberNode(0.0)).asDouble(),
          file.count("norm_num_groups", 32),
          classes(file),
          learnsVariance);
    } catch (IllegalArgumentException e) {
      throw new UnusableWeightsException(
          "Cannot use the weights %s: %s".formatted(file.location(), e.getMessage()), e);
    }
  }

  private static ImageSize size(SettingsFile file) throws UnusableWeightsException {
    JsonNode found = file.get(SIZE, MissingNode.getInstance());
    if (found.isArray() && found.size() != 2) {
      throw file.refused(SIZE, found, "one number or [height, width]");
    }
    JsonNode height = found.isArray() ? found.get(0) : found;
    JsonNode width = found.isArray() ? found.get(1) : found;
    return new ImageSize(file.count(SIZE, height), file.count(SIZE, width));
  }

  private static int classes(SettingsFile file) throws UnusableWeightsException {
    JsonNode found = file.get("num_class_embeds", NONE);
    return found.isNull() ? 0 : file.count("num_class_embeds", found);
  }

  private static int imageChannels(SettingsFile file, boolean learnsVariance)
      throws UnusableWeightsException {
    int in = file.count("in_channels", 3);
    file.require(
        "out_channels", NODES.numberNode(3), NODES.numberNode(learnsVariance ? 2 * in : in));
    return in;
  }

  private static List<Integer> channels(SettingsFile file) throws UnusableWeightsException {
    List<Integer> channels = new ArrayList<>();
    for (JsonNode each : file.get(CHANNELS, MissingNode.getInstance())) {
      channels.add(file.count(CHANNELS, each));
    }
    if (channels.isEmpty()) {
      throw file.refused(
          CHANNELS, file.get(CHANNELS, MissingNode.getInstance()), "a list of channels");
    }
    return channels;
  }

  private static List<Integer> multipliers(SettingsFile file, List<Integer> channels)
      throws UnusableWeightsException {
    int base = channels.get(0);
    if (channels.stream().anyMatch(each -> each % base != 0)) {
      throw file.refused(
          CHANNELS,
          file.get(CHANNELS, MissingNode.getInstance()),
          "levels of multiples of the first one's channels");
    }
    return channels.stream().map(each -> each / base).toList();
  }

  /** Returns the heights of the levels that have attention, which must be the same both ways. */
  private static List<Integer> attention(SettingsFile file, int levels, int height)
      throws UnusableWeightsException {
    List<Boolean> down = attention(file, "down_block_types", DOWN, levels);
    List<Boolean> up = attention(file, "up_block_types", UP, levels);
    for (int level = 0; level < levels; level++) {
      if (!down.get(level).equals(up.get(levels - 1 - level))) {
        throw file.refused(
            "up_block_types",
            file.get("up_block_types", MissingNode.getInstance()),
            "attention at the same levels as down_block_types");
      }
    }
    return IntStream.range(0, levels).filter(down::get).mapToObj(level -> height >> level).toList();
  }

  private static List<Boolean> attention(SettingsFile file, String key, String kind, int levels)
      throws UnusableWeightsException {
    JsonNode found = file.get(key, MissingNode.getInstance());
    List<Boolean> attention = new ArrayList<>();
    for (JsonNode each : found) {
      String name =
          each.asText().startsWith(OLD_NAME)
              ? each.asText().substring(OLD_NAME.length())
              : each.asText();
      attention.add(name.equals(ATTENTION + kind));
      if (!name.equals(kind) && !name.equals(ATTENTION + kind)) {
        throw file.refused(key, found, "%s and %s%s alone".formatted(kind, ATTENTION, kind));
      }
    }
    if (attention.size() != levels) {
      throw file.refused(
          key, found, "one for each of the %s levels of %s".formatted(levels, CHANNELS));
    }
    return attention;
  }
}
