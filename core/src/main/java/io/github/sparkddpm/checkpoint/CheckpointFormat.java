package io.github.sparkddpm.checkpoint;

import io.github.sparkddpm.checkpoint.Manifest.FileDigest;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Writes checkpoints to folders and reads them back; the format is specified in this package's
 * documentation.
 *
 * <p>Reading throws
 *
 * <ul>
 *   <li>a {@link CorruptCheckpointException} when a file is missing, cut short or altered;
 *   <li>an {@link UnusableCheckpointException} when the checkpoint is of another format version;
 *   <li>an {@link IllegalArgumentException} when it is of another network;
 *   <li>any other {@link IOException} when the storage fails.
 * </ul>
 */
public final class CheckpointFormat {

  /** The file whose presence makes a folder a checkpoint. */
  public static final String MANIFEST = ManifestFile.NAME;

  private static final String SUFFIX = ".safetensors";

  /** The file of the averaged parameters, which samples are drawn with. */
  public static final String EMA = Averages.EMA + SUFFIX;

  private static final String MODEL = "model.safetensors";
  private static final String OPTIMIZER = "optimizer.safetensors";

  private CheckpointFormat() {}

  /** Returns whether the folder holds a checkpoint whose writer has finished. */
  public static boolean exists(Folder folder) throws IOException {
    return folder.exists(MANIFEST);
  }

  /**
   * Writes a checkpoint into a folder that holds none.
   *
   * @param layout names and shapes of the network's parameters
   */
  public static void write(Folder folder, ParameterLayout layout, Checkpoint checkpoint)
      throws IOException {
    TrainingState state = checkpoint.state();
    Map<String, FileDigest> files = new LinkedHashMap<>();
    files.put(
        MODEL, new TensorFile(folder, MODEL).write(Slice.all("", layout, state.parameters())));
    files.put(EMA, new TensorFile(folder, EMA).write(Slice.all("", layout, state.ema())));
    List<String> more = Averages.more(checkpoint.optimizer().moreEmaDecays());
    for (int i = 0; i < more.size(); i++) {
      String file = file(more.get(i));
      files.put(
          file, new TensorFile(folder, file).write(Slice.all("", layout, state.moreEma().get(i))));
    }
    files.put(
        OPTIMIZER,
        new TensorFile(folder, OPTIMIZER)
            .write(moments(layout, state.adamMean(), state.adamVariance())));
    ManifestFile.write(
        folder,
        new Manifest(
            ManifestFile.FORMAT_VERSION,
            state.step(),
            checkpoint.position(),
            checkpoint.optimizer(),
            checkpoint.config(),
            checkpoint.provenance(),
            files));
  }

  /**
   * Reads a checkpoint's manifest without its tensors: enough to build the checkpoint's network.
   */
  public static Manifest readManifest(Folder folder) throws IOException {
    return ManifestFile.read(folder);
  }

  /**
   * Reads all of a checkpoint to verify that it is whole. Uses little memory and keeps nothing but
   * the manifest.
   */
  public static Manifest verify(Folder folder) throws IOException {
    Manifest manifest = ManifestFile.read(folder);
    for (String file : manifest.files().keySet()) {
      new TensorFile(folder, file).verify(manifest);
    }
    return manifest;
  }

  /**
   * Reads a whole checkpoint, to resume training.
   *
   * @param layout names and shapes that the checkpoint must have
   */
  public static Checkpoint read(Folder folder, ParameterLayout layout) throws IOException {
    Manifest manifest = ManifestFile.read(folder);
    INDArray mean = Slice.blank(layout);
    INDArray variance = Slice.blank(layout);
    new TensorFile(folder, OPTIMIZER).read(manifest, moments(layout, mean, variance));
    return new Checkpoint(
        new TrainingState(
            manifest.step(),
            readVector(folder, MODEL, manifest, layout),
            readVector(folder, EMA, manifest, layout),
            mean,
            variance,
            readAverages(folder, manifest, layout)),
        manifest.position(),
        manifest.optimizer(),
        manifest.config(),
        manifest.provenance());
  }

  private static List<INDArray> readAverages(
      Folder folder, Manifest manifest, ParameterLayout layout) throws IOException {
    List<INDArray> averages = new ArrayList<>();
    for (String name : Averages.more(manifest.optimizer().moreEmaDecays())) {
      averages.add(readVector(folder, file(name), manifest, layout));
    }
    return averages;
  }

  /**
   * Reads the averaged parameters alone, to sample.
   *
   * @param layout names and shapes that the checkpoint must have
   * @return the flat vector [P]
   */
  public static INDArray readEma(Folder folder, ParameterLayout layout) throws IOException {
    return readWeights(folder, Averages.EMA, layout);
  }

  /**
   * Reads one set of parameters alone.
   *
   * @param name one of {@link Averages#names}
   * @param layout names and shapes that the checkpoint must have
   * @return the flat vector [P]
   */
  public static INDArray readWeights(Folder folder, String name, ParameterLayout layout)
      throws IOException {
    return readVector(folder, file(name), ManifestFile.read(folder), layout);
  }

  /** Returns the file of a set of parameters. */
  public static String file(String weights) {
    return weights.equals(Averages.RAW) ? MODEL : weights + SUFFIX;
  }

  private static INDArray readVector(
      Folder folder, String file, Manifest manifest, ParameterLayout layout) throws IOException {
    INDArray vector = Slice.blank(layout);
    new TensorFile(folder, file).read(manifest, Slice.all("", layout, vector));
    return vector;
  }

  private static List<Slice> moments(ParameterLayout layout, INDArray mean, INDArray variance) {
    return Stream.concat(
            Slice.all("exp_avg.", layout, mean).stream(),
            Slice.all("exp_avg_sq.", layout, variance).stream())
        .toList();
  }
}
