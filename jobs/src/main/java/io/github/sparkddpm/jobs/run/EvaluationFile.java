package io.github.sparkddpm.jobs.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.checkpoint.Averages;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The numbers of an evaluation, for programs: the content of {@value #NAME}. Numbers that are not
 * known are null.
 *
 * @param formatVersion {@value #FORMAT_VERSION}; files without one have names in kebab case, and
 *     are read too
 * @param versions of what measured it
 * @param config the whole configuration of the call
 * @param checkpoint the step whose parameters were judged
 * @param average which of them
 * @param weightsSha256 of the file of these parameters
 * @param reference the images that they were judged by, in words
 * @param heldOut whether training did not see these images
 * @param bound of the reference
 * @param features what a feature model says; null without one
 */
@JsonPropertyOrder({
  "formatVersion",
  "versions",
  "config",
  "checkpoint",
  "average",
  "weightsSha256",
  "reference",
  "heldOut",
  "bound",
  "features"
})
public record EvaluationFile(
    int formatVersion,
    Map<String, String> versions,
    JsonNode config,
    long checkpoint,
    String average,
    String weightsSha256,
    String reference,
    boolean heldOut,
    Bound bound,
    @JsonInclude(Include.NON_NULL) Features features) {

  public static final String NAME = "evaluation.json";

  /** The format version that is written. */
  public static final int FORMAT_VERSION = 2;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  /**
   * The variational bound of the reference, in bits/dim.
   *
   * @param images how many were measured
   * @param timesteps T
   * @param timestepsPerImage terms that were computed of each image
   * @param bitsPerDim the mean of the whole bound
   * @param standardError of that mean
   * @param prior L_T
   * @param transitions the sum of L_1 to L_{T-1}
   * @param decoder L_0
   * @param byClass the bound of each class of images, if the network is told classes
   */
  @JsonPropertyOrder({"L_T", "L_1..L_T-1", "L_0"})
  public record Bound(
      long images,
      int timesteps,
      int timestepsPerImage,
      Double bitsPerDim,
      Double standardError,
      @JsonProperty("L_T") Double prior,
      @JsonProperty("L_1..L_T-1") Double transitions,
      @JsonProperty("L_0") Double decoder,
      @JsonInclude(Include.NON_EMPTY) List<ClassBound> byClass) {

    public Bound {
      byClass = byClass == null ? List.of() : List.copyOf(byClass);
    }

    private static final Bound UNKNOWN = new Bound(0, 0, 0, null, null, null, null, null, null);
  }

  /** The bound of the images of one class, in bits/dim, and the class's name if it has one. */
  public record ClassBound(
      int label,
      @JsonInclude(Include.NON_NULL) String name,
      long images,
      Double bitsPerDim,
      Double standardError) {}

  /**
   * The results with a feature model.
   *
   * @param model its location
   * @param modelSha256 of its file
   * @param features how many numbers it gives of an image
   * @param statistics where those of the reference were cached; null if they were computed
   * @param generated the images that were judged, in words
   * @param samples the settings that they were drawn with; null if unknown
   * @param distances from the reference; the generated images are the first row
   * @param judgements of the generated images; null in files of 0.2.0
   * @param recognition the images that the model takes for what they are; null without classes
   * @param memorization whether they are copies; null if that was not asked
   */
  public record Features(
      String model,
      String modelSha256,
      int features,
      String statistics,
      String generated,
      @JsonInclude(Include.NON_NULL) JsonNode samples,
      List<Distance> distances,
      @JsonInclude(Include.NON_NULL) Judgements judgements,
      @JsonInclude(Include.NON_NULL) Recognized recognition,
      @JsonInclude(Include.NON_NULL) Memorized memorization) {

    public Features {
      distances = distances == null ? List.of() : List.copyOf(distances);
    }
  }

  /**
   * The images that the feature model takes for what they are.
   *
   * @param generated their share, in [0, 1]
   * @param reference the same of real images; null if they have no labels
   * @param byClass the share of generated images of each class
   */
  public record Recognized(
      double generated, Double reference, SortedMap<Integer, Double> byClass) {}

  /**
   * The distances of some images from the reference.
   *
   * @param of the images, in words
   * @param kernelStandardDeviation over the subsets
   * @param precision the share of these images that look like the reference
   * @param recall the share of the reference that these images cover
   * @param inceptionScore null if no output of the model has class scores
   * @param inceptionScoreDeviation over its splits; null for one split
   */
  public record Distance(
      String of,
      long images,
      Double frechet,
      Double kernel,
      Double kernelStandardDeviation,
      Double precision,
      Double recall,
      @JsonInclude(Include.NON_NULL) Double inceptionScore,
      @JsonInclude(Include.NON_NULL) Double inceptionScoreDeviation) {}

  /** A verdict on the generated images by each measure; null where there were too few of them. */
  public record Judgements(Judged frechet, Judged kernel, Judged precision, Judged recall) {}

  /**
   * A measure of generated images against real ones, beside that of real images against each other.
   *
   * @param images the number of images on each side
   * @param generated its mean for generated images, over random halves
   * @param generatedStandardError its standard deviation over the halves
   * @param real its mean for real images
   * @param realStandardDeviation over the halves
   * @param limit what real images reach by chance: two standard deviations from their mean
   * @param factor generated divided by limit; for precision and recall by what both lack to 1
   * @param verdict as good as real up to the limit, close up to twice the limit, or worse
   */
  public record Judged(
      int images,
      Double generated,
      Double generatedStandardError,
      Double real,
      Double realStandardDeviation,
      Double limit,
      Double factor,
      String verdict) {}

  /** The distances to the nearest training images, and the closest generated images. */
  public record Memorized(Nearest pixels, Nearest features, List<Pair> closest) {}

  /**
   * The distances of generated and of held-out images to the nearest training images.
   *
   * @param nearerThan99PercentOfHeldOut the share of generated images that are
   * @param generated number of images, and quantiles such as q50
   * @param heldOut the same of held-out images
   */
  public record Nearest(
      Double nearerThan99PercentOfHeldOut,
      Map<String, Number> generated,
      Map<String, Number> heldOut) {}

  /** A generated image, and the training images that are nearest to it. */
  public record Pair(
      String image,
      long trainingIdByPixels,
      double pixelDistance,
      long trainingIdByFeatures,
      double featureDistance) {}

  public EvaluationFile {
    average = average == null ? Averages.EMA : average;
    bound = bound == null ? Bound.UNKNOWN : bound;
  }

  /** Returns the distances from the reference; empty without a feature model. */
  public List<Distance> distances() {
    return features == null ? List.of() : features.distances();
  }

  public byte[] toJson() throws JsonProcessingException {
    return MAPPER.writeValueAsBytes(this);
  }

  /**
   * Reads the evaluation of a folder, if it has one.
   *
   * @throws DamagedFileException if the file is none that this or an earlier release has written
   */
  public static Optional<EvaluationFile> read(OutputFolder folder) throws IOException {
    Optional<String> json = folder.readText(NAME);
    if (json.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode tree = MAPPER.readTree(json.get());
      int version = tree.path("formatVersion").asInt();
      if (!tree.isObject() || version > FORMAT_VERSION) {
        throw damaged(folder, "it has format version %s".formatted(version), null);
      }
      return Optional.of(
          MAPPER.treeToValue(
              version == 0 ? FirstEvaluationFormat.renamed(tree) : tree, EvaluationFile.class));
    } catch (JsonProcessingException e) {
      throw damaged(folder, e.getOriginalMessage(), e);
    }
  }

  private static DamagedFileException damaged(OutputFolder folder, String why, Exception cause) {
    return new DamagedFileException(
        "Cannot read %s: %s, expected an evaluation of format version 1 or %s; evaluate again"
            .formatted(folder.path(NAME), why, FORMAT_VERSION),
        cause);
  }
}
