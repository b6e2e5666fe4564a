package io.github.sparkddpm.spark.weights;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.checkpoint.Provenance;
import io.github.sparkddpm.diffusers.Pipeline;
import io.github.sparkddpm.diffusers.PipelineFolder;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.onnx.OnnxModel;
import io.github.sparkddpm.spark.storage.HadoopFolder;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import io.github.sparkddpm.spark.storage.RunLock;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A folder of exported weights: a pipeline of diffusers, with {@value #ONNX} and {@value #RECORD},
 * which tells where the weights come from. It is a pipeline once all of it is there.
 *
 * @param path need not exist
 * @param hadoop how its file system is reached
 */
public record ExportFolder(Path path, Configuration hadoop) {

  /** The network as an ONNX model. */
  public static final String ONNX = "unet/model.onnx";

  /** The provenance of the weights. */
  public static final String RECORD = "spark-ddpm.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * The content of such a folder.
   *
   * @param pipeline the network and the noise schedule of the weights
   * @param versions of what exports them
   */
  public record Content(Pipeline pipeline, Weights weights, Map<String, String> versions) {}

  /**
   * The content of {@value #RECORD}.
   *
   * @param weights that were exported
   * @param versions of what exported them
   * @param provenance of the run that trained them; null if it is not known
   * @param config of that run; null if it is not known
   */
  @JsonInclude(Include.NON_NULL)
  private record Origin(
      Weights weights, Map<String, String> versions, Provenance provenance, JsonNode config) {}

  /**
   * Writes an export, in the place of an older one.
   *
   * @param onnx whether there is to be an ONNX model
   * @return the paths that a user may want to open
   * @throws OutputRefusedException if the folder holds anything but an export, or the weights
   * @throws OutputWriteException if it cannot be written
   * @throws IllegalArgumentException if diffusers has no such network
   */
  public List<String> write(Content content, boolean onnx) throws IOException {
    files().requireOwn(RECORD, "move or delete it, or name another export.output");
    INDArray parameters =
        content.weights().read(ParameterLayout.of(content.pipeline().network()), hadoop);
    Origin origin = origin(content);
    OutputFolder files = files();
    try (RunLock lock = RunLock.take(files)) {
      files.delete(PipelineFolder.INDEX);
      files.write(RECORD, JSON.writeValueAsBytes(origin));
      if (onnx) {
        files.write(ONNX, out -> OnnxModel.write(content.pipeline().network(), parameters, out));
      } else {
        files.delete(ONNX);
      }
      lock.requireHeld();
      write(content.pipeline(), parameters);
    }
    return Stream.of(files.path(), files.path(ONNX))
        .limit(onnx ? 2 : 1)
        .map(Path::toString)
        .toList();
  }

  private void write(Pipeline pipeline, INDArray parameters) throws IOException {
    try {
      new PipelineFolder(new HadoopFolder(path.getFileSystem(hadoop), path))
          .write(pipeline, parameters);
    } catch (IOException e) {
      throw new OutputWriteException(path.toString(), e);
    }
  }

  /** Returns the files of an export, relative to its folder. */
  public static List<String> files(boolean onnx) {
    return Stream.concat(
            PipelineFolder.FILES.stream(), onnx ? Stream.of(RECORD, ONNX) : Stream.of(RECORD))
        .toList();
  }

  private Origin origin(Content content) throws IOException {
    HadoopFolder source = content.weights().folder(hadoop);
    if (!CheckpointFormat.exists(source)) {
      return new Origin(content.weights(), content.versions(), null, null);
    }
    Manifest manifest = CheckpointFormat.readManifest(source);
    return new Origin(
        content.weights(), content.versions(), manifest.provenance(), manifest.config());
  }

  private OutputFolder files() throws IOException {
    return new OutputFolder(path, hadoop);
  }
}
