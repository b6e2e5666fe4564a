package io.github.sparkddpm.diffusers;

import io.github.sparkddpm.data.NpyInput;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.graph.GraphUNet;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A pipeline that diffusers has saved, and what diffusers computes with it.
 *
 * @param resource the folder of its files
 */
public record TinyPipeline(String resource) {

  /** A pipeline without classes. */
  public static final TinyPipeline PLAIN = new TinyPipeline("/diffusers");

  /** A pipeline of three classes. */
  public static final TinyPipeline OF_CLASSES = new TinyPipeline("/diffusers-classes");

  Path path() {
    try {
      return Path.of(TinyPipeline.class.getResource(resource).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns the folder. */
  public PipelineFolder folder() {
    return new PipelineFolder(new DiskFolder(path()));
  }

  /** Returns the parameters, [P]. */
  public INDArray parameters() throws IOException {
    return parameters(folder());
  }

  INDArray parameters(PipelineFolder folder) throws IOException {
    return folder.readWeights(ParameterLayout.of(folder().read().network())).parameters();
  }

  /** Returns the timesteps of {@code epsilon}. */
  public static int[] timesteps() {
    return new int[] {0, 417, 999};
  }

  /** Returns the network with its parameters. */
  public GraphUNet network() throws IOException {
    return network(folder());
  }

  GraphUNet network(PipelineFolder folder) throws IOException {
    GraphUNet network = GraphUNet.create(folder.read().network(), 0);
    network.load(parameters(folder));
    return network;
  }

  /** Returns an array of expected.npz. */
  public INDArray expected(String name) throws IOException {
    return array("expected.npz", name);
  }

  /** Returns an array of wide/expected.npz. */
  public static INDArray expectedOfWide(String name) throws IOException {
    return PLAIN.array("wide/expected.npz", name);
  }

  private INDArray array(String file, String name) throws IOException {
    try (ZipFile zip = new ZipFile(path().resolve(file).toFile());
        InputStream in = zip.getInputStream(zip.getEntry(name + ".npy"))) {
      NpyInput array = new NpyInput(in);
      long[] shape = array.header().shape().stream().mapToLong(Long::longValue).toArray();
      return Nd4j.createFromArray(array.doubles()).castTo(DataType.FLOAT).reshape(shape);
    }
  }

  /** Copies the pipeline into a folder, for images of 12 rows and 20 columns. */
  public static PipelineFolder wide(Path target) throws IOException {
    PLAIN.copyTo(target);
    Files.copy(
        PLAIN.path().resolve("wide/config.json"),
        target.resolve("unet/config.json"),
        StandardCopyOption.REPLACE_EXISTING);
    return new PipelineFolder(new DiskFolder(target));
  }

  /** Copies the pipeline into a folder, where a test may change it. */
  void copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(path())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = target.resolve(path().relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }
}
