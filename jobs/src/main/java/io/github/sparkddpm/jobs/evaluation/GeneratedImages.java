package io.github.sparkddpm.jobs.evaluation;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.evaluate.FolderImages;
import io.github.sparkddpm.spark.evaluate.ImageCollection;
import io.github.sparkddpm.spark.evaluate.SampledUnits;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.files.SampleProvenance;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The images that are judged.
 *
 * @param images themselves
 * @param provenance where they come from; empty if they are not in a folder of samples
 */
record GeneratedImages(ImageCollection images, Optional<SampleProvenance> provenance) {

  /**
   * Finds the images.
   *
   * @param weights that are judged
   * @throws DatasetException if there are none, the first cannot be used, or another checkpoint
   *     drew them
   */
  static GeneratedImages of(RunConfig config, Weights weights, Configuration hadoop)
      throws IOException {
    Path named =
        Stream.of(config.evaluate().samples(), config.sampling().output())
            .filter(path -> !path.isEmpty())
            .findFirst()
            .map(Path::new)
            .orElse(new RunFolder(config.output(), hadoop).samples().path());
    Optional<SampleProvenance> provenance = SampleProvenance.read(new OutputFolder(named, hadoop));
    if (provenance.isPresent()) {
      requireDrawnBy(weights, provenance.get(), named);
    }
    ImageShape shape = config.network().imageShape();
    ImageCollection images =
        provenance.isPresent()
            ? ofSamples(named, shape, provenance.get(), hadoop)
            : FolderImages.list(named.toString(), shape, 0, hadoop);
    // Reads one image now, so that unreadable ones are found before hours are spent on the bound.
    images.pixels(0, 1, hadoop);
    return new GeneratedImages(images, provenance);
  }

  private static ImageCollection ofSamples(
      Path folder, ImageShape shape, SampleProvenance provenance, Configuration hadoop)
      throws IOException {
    Path files = new Path(folder, SampleFormat.PNG.folder());
    if (files.getFileSystem(hadoop).exists(files)) {
      return FolderImages.list(files.toString(), shape, 0, hadoop)
          .labelled(provenance.classes()::label);
    }
    return SampledUnits.find(folder, shape, provenance, hadoop)
        .orElseThrow(
            () ->
                new DatasetException(
                    "No images in the folder of samples %s: those in its table were drawn elsewhere, or their units were deleted; name the folder they were drawn into as evaluate.samples, or sample again into another"
                        .formatted(folder)));
  }

  private static void requireDrawnBy(Weights weights, SampleProvenance provenance, Path folder) {
    if (!weights.sha256().equals(provenance.weightsSha256())) {
      throw new DatasetException(
          ("The images in %s were drawn by other weights, of step %s, than those of step %s that"
                  + " are judged: set sampling.checkpoint=%s, and sampling.average if they are of another, or sample again into another folder and"
                  + " name it as evaluate.samples")
              .formatted(folder, provenance.checkpoint(), weights.step(), provenance.checkpoint()));
    }
  }
}
