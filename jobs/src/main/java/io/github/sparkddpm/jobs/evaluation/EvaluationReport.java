package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.jobs.evaluation.Evaluation.Features;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.spark.evaluate.ImageCollection;
import io.github.sparkddpm.spark.evaluate.Memorization;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/**
 * Writes an evaluation: numbers for programs, pictures, and a page for people with all of it.
 *
 * @param hadoop how the images are read
 */
public record EvaluationReport(Evaluation evaluation, Configuration hadoop) {

  static final String PAGE = "index.html";

  private static final String TERMS = "bound.csv";
  private static final String BOUND = "bound.png";
  private static final String GENERATED = "generated.png";
  private static final String REFERENCE = "reference.png";
  private static final String CLOSEST = "closest.png";
  private static final String IN_PIXELS = "pixel-distances.png";
  private static final String IN_FEATURES = "feature-distances.png";

  private static final int SHOWN = 64;
  private static final int PAIRS = 10;

  /**
   * Writes all files; the numbers come first, for they mark the folder as one of an evaluation.
   *
   * @return the paths that a person should see, the page first
   */
  public List<String> write(OutputFolder output) throws IOException {
    BoundTable table = new BoundTable(evaluation.bound());
    byte[] json = new EvaluationJson(evaluation).file().toJson();
    Map<String, byte[]> pictures = pictures(table);
    String numbers = output.write(EvaluationFile.NAME, json).toString();
    String terms = output.write(TERMS, table.csv().getBytes(StandardCharsets.UTF_8)).toString();
    for (Map.Entry<String, byte[]> picture : pictures.entrySet()) {
      output.write(picture.getKey(), picture.getValue());
    }
    byte[] page = new EvaluationPage(evaluation, pictures).html().getBytes(StandardCharsets.UTF_8);
    return List.of(output.write(PAGE, page).toString(), numbers, terms);
  }

  private Map<String, byte[]> pictures(BoundTable table) throws IOException {
    Map<String, byte[]> pictures = new LinkedHashMap<>();
    pictures.put(BOUND, table.chart());
    if (evaluation.features().isPresent()) {
      Features features = evaluation.features().get();
      pictures.put(GENERATED, grid(features.generated().images()));
      pictures.put(REFERENCE, grid(evaluation.real().reference()));
      addMemorization(features, pictures);
    }
    return pictures;
  }

  private byte[] grid(ImageCollection images) throws IOException {
    return new PictureOfImages(images.shape())
        .png(images.pixels(0, Math.min(SHOWN, images.count()), hadoop), 8);
  }

  private void addMemorization(Features features, Map<String, byte[]> pictures) throws IOException {
    Optional<Memorization> found = features.memorization();
    if (found.isEmpty()) {
      return;
    }
    Memorization memorization = found.get();
    pictures.put(CLOSEST, closest(features.generated().images(), memorization));
    pictures.put(
        IN_PIXELS,
        DistanceChart.png(
            "root of the mean squared difference of pixels in [0, 1]",
            Memorization.pixelDistances(memorization.generated()),
            Memorization.pixelDistances(memorization.heldOut())));
    pictures.put(
        IN_FEATURES,
        DistanceChart.png(
            "Euclidean distance of the features",
            Memorization.featureDistances(memorization.generated()),
            Memorization.featureDistances(memorization.heldOut())));
  }

  /** Draws a row a pair: the generated image, the nearest by pixels, the nearest by features. */
  private byte[] closest(ImageCollection generated, Memorization memorization) throws IOException {
    ImageCollection training = evaluation.real().trainingImages(0);
    PictureOfImages picture = new PictureOfImages(generated.shape());
    for (Memorization.Match match : memorization.closest(PAIRS)) {
      picture.add(generated.pixels(match.position(), 1, hadoop));
      picture.add(training.pixels(match.inPixels(), 1, hadoop));
      picture.add(training.pixels(match.inFeatures(), 1, hadoop));
    }
    return picture.png(3);
  }
}
