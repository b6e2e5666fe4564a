package io.github.sparkddpm.spark.weights;

import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.UnusableWeightsException;
import io.github.sparkddpm.checkpoint.WeightsFile;
import io.github.sparkddpm.diffusers.PipelineFolder;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.storage.HadoopFolder;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Parameters that were found, averaged as a rule. Any process can read them.
 *
 * @param folder qualified path of the checkpoint or the pipeline that has them
 * @param step of the checkpoint; 0 for a pipeline, which does not tell
 * @param average which of the checkpoint's, by one of the {@link Averages#names}
 * @param sha256 of their file
 */
public record Weights(String folder, long step, String average, String sha256)
    implements Serializable {

  /**
   * Reads the parameters.
   *
   * @param layout names and shapes that they must have
   * @return the flat vector [P]
   * @throws UnusableWeightsException if the file is no longer the one that was found
   */
  public INDArray read(ParameterLayout layout, Configuration hadoop) throws IOException {
    WeightsFile.Content content = content(folder(hadoop), average, layout);
    if (!content.sha256().equals(sha256)) {
      throw new UnusableWeightsException(
          "The weights in %s have changed: their sha256 is %s, but was %s; run the command again"
              .formatted(folder, content.sha256(), sha256));
    }
    return content.parameters();
  }

  static WeightsFile.Content content(Folder folder, String average, ParameterLayout layout)
      throws IOException {
    PipelineFolder pipeline = new PipelineFolder(folder);
    if (pipeline.exists()) {
      return pipeline.readWeights(layout);
    }
    try {
      INDArray parameters = CheckpointFormat.readWeights(folder, average, layout);
      return new WeightsFile.Content(
          parameters,
          CheckpointFormat.readManifest(folder)
              .files()
              .get(CheckpointFormat.file(average))
              .sha256());
    } catch (IllegalArgumentException e) {
      throw new UnusableWeightsException(
          e.getMessage() + "; use the configuration of the weights, or name others", e);
    }
  }

  /** Returns the folder as a place of files. */
  HadoopFolder folder(Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    return new HadoopFolder(path.getFileSystem(hadoop), path);
  }

  /**
   * Returns a network that has the parameters; the caller closes it.
   *
   * @param engine what computes it
   */
  public UNet load(UNetConfig network, Engine engine, Configuration hadoop) throws IOException {
    INDArray parameters = read(ParameterLayout.of(network), hadoop);
    UNet loaded = engine.network(network);
    loaded.load(parameters);
    return loaded;
  }
}
