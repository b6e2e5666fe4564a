package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureInput;
import io.github.sparkddpm.evaluation.FeatureModel;
import io.github.sparkddpm.evaluation.FeatureModelException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A feature model and how it is used: no record, for its bytes are neither copied nor compared. */
public final class FeaturePlan implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final long MOST_BYTES = Integer.MAX_VALUE - 8;

  private final String location;
  private final byte[] onnx;
  private final FeatureInput input;
  private final int batchSize;
  private final int threads;

  private FeaturePlan(
      String location, byte[] onnx, FeatureInput input, int batchSize, int threads) {
    this.location = location;
    this.onnx = onnx;
    this.input = input;
    this.batchSize = batchSize;
    this.threads = threads;
  }

  /**
   * Reads the model.
   *
   * @param location of the ONNX file, on any Hadoop file system
   * @param batchSize images at once, at least 1
   * @param threads native threads of a task, 0 for its share of the machine's cores
   * @throws FeatureModelException if there is no such file
   */
  public static FeaturePlan read(
      String location, FeatureInput input, int batchSize, int threads, Configuration hadoop)
      throws IOException {
    Path path = new Path(location);
    FileSystem files = path.getFileSystem(hadoop);
    try (var in = files.open(path)) {
      long bytes = files.getFileStatus(path).getLen();
      if (bytes > MOST_BYTES) {
        throw new FeatureModelException(
            "The feature model %s has %s bytes, more than the %s that an ONNX file can have: correct evaluate.features.model"
                .formatted(location, bytes, MOST_BYTES));
      }
      return new FeaturePlan(location, in.readAllBytes(), input, batchSize, threads);
    } catch (FileNotFoundException e) {
      throw new FeatureModelException(
          "No feature model at %s: correct evaluate.features.model, or set it to \"\" to do without"
              .formatted(location),
          e);
    }
  }

  /**
   * Loads the model, which the caller closes.
   *
   * @param threads native threads, at least 1
   * @throws FeatureModelException if it does not take what it is said to take
   */
  public FeatureModel load(ImageShape shape, int threads) {
    return FeatureModel.load(onnx, input, shape, threads, location);
  }

  /** Returns the plan of the same model by another of its outputs. */
  public FeaturePlan withOutput(String output) {
    return new FeaturePlan(location, onnx, input.withOutput(output), batchSize, threads);
  }

  public String location() {
    return location;
  }

  /** Returns the SHA-256 of the model's file. */
  public String sha256() {
    return Sha256.of(onnx);
  }

  int batchSize() {
    return batchSize;
  }

  int threads() {
    return threads;
  }
}
