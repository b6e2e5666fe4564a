package io.github.sparkddpm.evaluation;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.TensorInfo;
import io.github.sparkddpm.data.ImageShape;
import java.nio.FloatBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** An ONNX network that turns images into feature vectors, run by ONNX Runtime on the CPU. */
public final class FeatureModel implements AutoCloseable {

  /**
   * The runtime's environment without its own log, which would put names of a foreign file on the
   * terminal unescaped. Everything that matters is thrown, too.
   */
  private static final OrtEnvironment ENVIRONMENT =
      OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);

  /** Large networks take seconds an image on one core. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final Duration LIMIT_OF_AN_IMAGE = Duration.ofSeconds(30);

  /** The most features of a model; their covariance takes 2 GiB. */
  private static final int MAX_FEATURES = 16_384;

  private final OrtSession session;
  private final String location;
  private final Preprocessing preprocessing;
  private final String input;
  private final String output;
  private final int features;

  private FeatureModel(OrtSession session, FeatureInput expected, ImageShape shape, String location)
      throws OrtException {
    this.session = session;
    this.location = location;
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
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      return checked(ENVIRONMENT.createSession(onnx, options), input, shape, location);
    } catch (OrtException e) {
      throw new FeatureModelException(
          "Cannot load the feature model %s: %s".formatted(location, e.getMessage()), e);
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
    if (found.isEmpty()) {
      throw new FeatureModelException(
          "The feature model %s has no %s: name another evaluate.features.model"
              .formatted(location, kind));
    }
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
   * @throws FeatureModelException if the model fails, takes too long, or gives anything but B
   *     vectors of d finite numbers
   */
  public float[][] features(byte[] pixels) {
    int images = pixels.length / preprocessing.shape().size();
    return features(pixels, images, LIMIT.plus(LIMIT_OF_AN_IMAGE.multipliedBy(images)));
  }

  float[][] features(byte[] pixels, int images, Duration limit) {
    long[] shape = new long[4];
    System.arraycopy(preprocessing.input().shape(), 0, shape, 1, 3);
    shape[0] = images;
    FloatBuffer scaled = preprocessing.apply(pixels);
    try (OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, scaled, shape);
        RunOptions run = new RunOptions()) {
      return features(tensor, images, run, limit);
    } catch (OrtException e) {
      throw failed("failed: " + e.getMessage(), e);
    }
  }

  private float[][] features(OnnxTensor tensor, int images, RunOptions run, Duration limit)
      throws OrtException {
    Terminator terminator = new Terminator(run, limit);
    try (terminator;
        OrtSession.Result result = session.run(Map.of(input, tensor), Set.of(output), run)) {
      return rows((OnnxTensor) result.get(0), images);
    } catch (OrtException e) {
      if (terminator.endedIt()) {
        throw failed(
            "took more than %s s for %s images: give it more cores, or name another model"
                .formatted(limit.toSeconds(), images),
            e);
      }
      throw e;
    }
  }

  /** A model may give other shapes than it declares. */
  private float[][] rows(OnnxTensor given, int images) {
    long[] shape = given.getInfo().getShape();
    FloatBuffer values = given.getFloatBuffer();
    boolean rowAnImage = shape.length > 1 && shape[0] == images;
    if (!rowAnImage || values.remaining() != (long) images * features) {
      throw failed(
          "gave an array of shape %s for %s images of %s features: name another model"
              .formatted(Arrays.toString(shape), images, features),
          null);
    }
    float[][] rows = new float[images][features];
    for (float[] row : rows) {
      values.get(row);
      requireFinite(row);
    }
    return rows;
  }

  private void requireFinite(float[] row) {
    for (float feature : row) {
      if (!Float.isFinite(feature)) {
        throw failed(
            "gave %s as a feature: compare evaluate.features.mean, std and layout with what it takes"
                .formatted(feature),
            null);
      }
    }
  }

  private FeatureModelException failed(String how, OrtException cause) {
    return new FeatureModelException("The feature model %s %s".formatted(location, how), cause);
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException("Cannot close the feature model: " + e.getMessage(), e);
    }
  }
}
