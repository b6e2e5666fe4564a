package io.github.sparkddpm.diffusers;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.checkpoint.WeightsFile;
import io.github.sparkddpm.network.ParameterLayout;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A folder that holds a pipeline of diffusers.
 *
 * <p>Its files are {@value #INDEX}, {@value #UNET}, {@value #SCHEDULER} and {@value #WEIGHTS}. The
 * first is written last: without it the folder is no pipeline.
 *
 * @param folder need not exist
 */
public record PipelineFolder(Folder folder) {

  public static final String INDEX = "model_index.json";

  /** The file of the parameters. */
  public static final String WEIGHTS = "unet/diffusion_pytorch_model.safetensors";

  private static final String UNET = "unet/config.json";
  private static final String SCHEDULER = "scheduler/scheduler_config.json";

  /** All files of a pipeline. */
  public static final List<String> FILES = List.of(UNET, SCHEDULER, WEIGHTS, INDEX);

  private static final String PICKLE = "unet/diffusion_pytorch_model.bin";

  /** The release whose format this is. */
  private static final String VERSION = "0.42.1";

  private static final String CLASS_NAME = "_class_name";
  private static final String PIPELINE = "DDPMPipeline";
  private static final Set<String> PIPELINES = Set.of(PIPELINE, "DDIMPipeline", "PNDMPipeline");

  /** The names that the layers of attention had in the first releases. */
  private static final Pattern OLD_ATTENTION =
      Pattern.compile("(.*\\battentions\\.\\d+\\.)(query|key|value|proj_attn)(\\.(weight|bias))");

  private static final Map<String, String> NEW_ATTENTION =
      Map.of("query", "to_q", "key", "to_k", "value", "to_v", "proj_attn", "to_out.0");

  /** Returns whether the folder holds a pipeline. */
  public boolean exists() throws IOException {
    return folder.exists(INDEX);
  }

  /**
   * Reads all but the weights.
   *
   * @throws UnusableWeightsException if it is no pipeline, or not one of a network and a schedule
   *     that this project has
   */
  public Pipeline read() throws IOException {
    SettingsFile index = SettingsFile.read(folder, INDEX);
    if (!PIPELINES.contains(index.text(CLASS_NAME))) {
      throw index.refused(CLASS_NAME, index.values().path(CLASS_NAME), PIPELINE);
    }
    return SchedulerSettings.read(
        SettingsFile.read(folder, SCHEDULER), SettingsFile.read(folder, UNET));
  }

  /**
   * Reads the weights.
   *
   * @param layout of the network that the pipeline describes
   * @throws UnusableWeightsException if they are missing, damaged, or of another network
   */
  public WeightsFile.Content readWeights(ParameterLayout layout) throws IOException {
    if (!folder.exists(WEIGHTS)) {
      throw new UnusableWeightsException(
          folder.exists(PICKLE)
              ? "Cannot use the weights %s/%s: files of pickle are not read; save the pipeline with safe_serialization=True"
                  .formatted(folder.location(), PICKLE)
              : "Cannot use the weights %s/%s: there is no such file"
                  .formatted(folder.location(), WEIGHTS));
    }
    return new WeightsFile(folder, WEIGHTS).read(layout, PipelineFolder::named);
  }

  private static String named(String name) {
    Matcher old = OLD_ATTENTION.matcher(name);
    return old.matches() ? old.group(1) + NEW_ATTENTION.get(old.group(2)) + old.group(3) : name;
  }

  /**
   * Writes a pipeline.
   *
   * @param parameters flat vector [P] of the pipeline's network
   * @return the digest of the file of the weights
   * @throws IllegalArgumentException if diffusers has no such network
   */
  public String write(Pipeline pipeline, INDArray parameters) throws IOException {
    ObjectNode unet = versioned(UNetSettings.CLASS, UNetSettings.write(pipeline.network()));
    SettingsFile.write(folder, UNET, unet);
    SettingsFile.write(
        folder, SCHEDULER, versioned(SchedulerSettings.CLASS, SchedulerSettings.write(pipeline)));
    String digest =
        new WeightsFile(folder, WEIGHTS).write(ParameterLayout.of(pipeline.network()), parameters);
    SettingsFile.write(folder, INDEX, index());
    return digest;
  }

  private static ObjectNode index() {
    ObjectNode index = versioned(PIPELINE, JsonNodeFactory.instance.objectNode());
    index.putArray("scheduler").add("diffusers").add(SchedulerSettings.CLASS);
    index.putArray("unet").add("diffusers").add(UNetSettings.CLASS);
    return index;
  }

  private static ObjectNode versioned(String name, ObjectNode settings) {
    ObjectNode versioned = JsonNodeFactory.instance.objectNode();
    versioned.put(CLASS_NAME, name).put("_diffusers_version", VERSION);
    return versioned.setAll(settings);
  }
}
