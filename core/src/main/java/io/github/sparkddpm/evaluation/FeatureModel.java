package io.github.sparkddpm.evaluation;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.github.sparkddpm.data.ImageShape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An ONNX network that turns images into feature vectors, run by ONNX Runtime on the CPU. */
public final class FeatureModel implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  /** Their covariance is of 2 GiB. */
  private static final int MAX_FEATURES = 16_384;

  private final OrtSession session;
  private final Preprocessing preprocessing;
  private final String input;
  private final String output;
  private final int features;

  private FeatureModel(OrtSession session, FeatureInput expected, ImageShape shape, String location)
      throws OrtException {
    this.session = session;
    this.preprocessing = new Preprocessing(expected, shape);
    this.input = named("input", expected.input(), session.getInputInfo().keySet(), location);
    this.output = named("output", expected.output(), session.getOutputInfo().keySet(), location);
    requireInput(session.getInputInfo().get(input), expected, location);
    this.features = features(session.getOutputInfo().get(output), location);
  }

  /**
   * Loads a model and checks it against what it is said to take.
   *
   * @param onnx the bytes of its file
   * @param shape of the images it will get
   * @param threads native threads, at least 1
   * @param location for messages
   * @throws FeatureModelException if it is no ONNX model, or takes something else
   */
  public static FeatureModel load(
      byte[] onnx, FeatureInput input, ImageShape shape, int threads, String location) {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      return checked(ENVIRONMENT.createSession(onnx, options), input, shape, location);
    } catch (OrtException e) {
      throw new FeatureModelException(
          "Cannot load the feature model %s: %s".formatted(location, oneLine(e)), e);
    }
  }

  private static FeatureModel checked(
      OrtSession session, FeatureInput input, ImageShape shape, String location)
      throws OrtException {
    try {
      return new FeatureModel(session, input, shape, location);
    } catch (FeatureModelException | OrtException e) {
      session.close();
      throw e;
    }
  }

  private static String named(String kind, String wanted, Set<String> found, String location) {
    if (!wanted.isEmpty() && !found.contains(wanted)) {
      throw new FeatureModelException(
          "The feature model %s has no %s %s, it has %s: set evaluate.features.%s"
              .formatted(location, kind, wanted, found, kind));
    }
    return wanted.isEmpty() ? found.iterator().next() : wanted;
  }

  private static void requireInput(NodeInfo found, FeatureInput expected, String location) {
    boolean fits =
        found.getInfo() instanceof TensorInfo tensor
            && tensor.type == OnnxJavaType.FLOAT
            && fits(tensor.getShape(), expected.shape());
    if (!fits) {
      throw new FeatureModelException(
          ("The feature model %s takes %s as %s, but would get float [B, %s] (%s): correct"
                  + " evaluate.features")
              .formatted(
                  location,
                  described(found),
                  found.getName(),
                  Arrays.toString(expected.shape()).replaceAll("[\\[\\]]", ""),
                  expected.layout()));
    }
  }

  /** A dimension of -1 takes any number. */
  private static boolean fits(long[] found, long[] expected) {
    boolean fits = found.length == 4 && found[0] < 0;
    for (int i = 0; fits && i < 3; i++) {
      fits = found[i + 1] < 0 || found[i + 1] == expected[i];
    }
    return fits;
  }

  private static int features(NodeInfo output, String location) {
    if (output.getInfo() instanceof TensorInfo tensor
        && tensor.type == OnnxJavaType.FLOAT
        && tensor.getShape().length >= 2
        && Arrays.stream(tensor.getShape()).skip(1).allMatch(side -> side > 0)) {
      return bounded(Arrays.stream(tensor.getShape()).skip(1).toArray(), location);
    }
    throw new FeatureModelException(
        "The feature model %s gives %s as %s, expected float [B, d]: set evaluate.features.output"
            .formatted(location, described(output), output.getName()));
  }

  private static int bounded(long[] sides, String location) {
    double features = Arrays.stream(sides).asDoubleStream().reduce(1, (a, b) -> a * b);
    if (features > MAX_FEATURES) {
      throw new FeatureModelException(
          "The feature model %s gives %s features an image, expected at most %s: set evaluate.features.output"
              .formatted(location, Arrays.toString(sides), MAX_FEATURES));
    }
    return (int) features;
  }

  private static String described(NodeInfo node) {
    return node.getInfo() instanceof TensorInfo tensor
        ? "%s %s with -1 for any number"
            .formatted(tensor.type, Arrays.toString(tensor.getShape()))
            .toLowerCase(Locale.ROOT)
        : "no tensor";
  }

  /** d, the length of a vector. */
  public int features() {
    return features;
  }

  /**
   * The features of images.
   *
   * @param pixels B*C*H*W unsigned bytes
   * @return B vectors of length d
   * @throws FeatureModelException if the model fails
   */
  public float[][] features(byte[] pixels) {
    FloatBuffer images = preprocessing.apply(pixels);
    long[] shape = new long[4];
    System.arraycopy(preprocessing.input().shape(), 0, shape, 1, 3);
    shape[0] = pixels.length / preprocessing.shape().size();
    try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, images, shape);
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output))) {
      return rows(((OnnxTensor) result.get(0)).getFloatBuffer(), (int) shape[0]);
    } catch (OrtException e) {
      throw new FeatureModelException("The feature model failed: " + oneLine(e), e);
    }
  }

  private float[][] rows(FloatBuffer values, int images) {
    float[][] rows = new float[images][features];
    for (float[] row : rows) {
      values.get(row);
    }
    return rows;
  }

  private static String oneLine(OrtException e) {
    return e.getMessage().replaceAll("\\s*\\R\\s*", " ");
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Cannot close the feature model: " + oneLine(e), e);
    }
  }
}
