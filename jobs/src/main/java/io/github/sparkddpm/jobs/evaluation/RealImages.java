package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.evaluate.FolderImages;
import io.github.sparkddpm.spark.evaluate.ImageCollection;
import io.github.sparkddpm.spark.evaluate.PreparedImages;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The real images that a model is judged by.
 *
 * @param reference the images it is judged by
 * @param training the dataset it was trained on
 * @param trained how many of its images, from the first on, it was trained on
 * @param heldOut whether the reference is of other images
 */
public record RealImages(
    ImageCollection reference, PreparedDataset training, long trained, boolean heldOut) {

  private static final Logger LOG = LoggerFactory.getLogger(RealImages.class);

  /**
   * Finds the images.
   *
   * @throws DatasetException if they are missing, or not what the network takes
   */
  public static RealImages of(RunConfig config, Configuration hadoop) throws IOException {
    PreparedDataset all = PreparedDataset.open(config.data().prepared(), hadoop);
    all.requireShape(config.network().imageShape());
    all.requireKnownLabels(config.network().classes());
    long trained = all.withoutLast(config.training().heldOut()).count();
    boolean heldOut = trained < all.count() || !config.evaluate().dataset().isEmpty();
    if (!heldOut) {
      LOG.warn(
          "No images are held out: the model is judged by those it was trained on; set"
              + " training.held-out before training, or evaluate.dataset");
    }
    ImageCollection reference = reference(config, all, trained, hadoop);
    if (config.network().classes() > 0 && !reference.mayHaveClasses()) {
      LOG.warn("The images of the reference have no classes: the model is judged without them");
    }
    return new RealImages(reference, all, trained, heldOut);
  }

  private static ImageCollection reference(
      RunConfig config, PreparedDataset all, long trained, Configuration hadoop)
      throws IOException {
    String named = config.evaluate().dataset();
    int most = config.evaluate().referenceImages();
    if (named.isEmpty()) {
      long first = trained < all.count() ? trained : 0;
      return PreparedImages.of(all, new ImageRange(first, all.count() - first), most);
    }
    if (!PreparedDataset.isAt(named, hadoop)) {
      return FolderImages.list(named, config.network().imageShape(), most, hadoop);
    }
    PreparedDataset dataset = PreparedDataset.open(named, hadoop);
    dataset.requireShape(config.network().imageShape());
    dataset.requireKnownLabels(config.network().classes());
    if (config.network().classes() > 0) {
      requireSameNames(all, dataset);
    }
    return PreparedImages.of(dataset, new ImageRange(0, dataset.count()), most);
  }

  /** Refuses images of other classes: names that differ are numbered otherwise. */
  private static void requireSameNames(PreparedDataset trained, PreparedDataset dataset) {
    List<String> expected = trained.manifest().classNames();
    List<String> found = dataset.manifest().classNames();
    if (!found.isEmpty() && !expected.isEmpty() && !found.equals(expected)) {
      throw new DatasetException(
          "The classes of %s are %s, but the network learned %s: prepare images of the same classes"
              .formatted(dataset.folder(), found, expected));
    }
  }

  /** Returns the name of a class, if it has one. */
  Optional<String> className(int label) {
    List<String> names = training.manifest().classNames();
    return label < names.size() ? Optional.of(names.get(label)) : Optional.empty();
  }

  /**
   * Returns images that the model was trained on.
   *
   * @param most how many at most, evenly spaced; 0 for all
   */
  PreparedImages trainingImages(int most) {
    return PreparedImages.of(training, new ImageRange(0, trained), most);
  }
}
