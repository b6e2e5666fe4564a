package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.IdxContent;
import io.github.sparkddpm.data.IdxDataset;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.LabelledImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;

/**
 * What one pass over a source tells; a source that passes is sound to its last byte.
 *
 * @param count the number of images
 * @param labelCounts images of every label that occurs; empty without labels
 * @param sources the files and their digests
 * @param preview the pixels of the first images
 */
record SourceSurvey(
    int count,
    ImageShape shape,
    SortedMap<Integer, Long> labelCounts,
    List<DatasetManifest.Source> sources,
    List<LabelledImage> preview) {

  static final int PREVIEW_IMAGES = 100;

  static SourceSurvey of(IdxSource source, Configuration hadoop) throws IOException {
    try (SourceFile images = SourceFile.open(source.images(), IdxContent.IMAGES, hadoop);
        SourceFile labels =
            source.labels().isPresent()
                ? SourceFile.open(source.labels().get(), IdxContent.LABELS, hadoop)
                : null) {
      IdxDataset dataset = SourceFile.dataset(images, labels);
      SortedMap<Integer, Long> labelCounts = new TreeMap<>();
      List<LabelledImage> preview = new ArrayList<>();
      for (int i = 0; i < dataset.count(); i++) {
        LabelledImage image = dataset.next();
        image.label().ifPresent(label -> labelCounts.merge(label, 1L, Long::sum));
        if (i < PREVIEW_IMAGES) {
          preview.add(image);
        }
      }
      dataset.requireEnd();
      List<DatasetManifest.Source> sources = new ArrayList<>();
      sources.add(images.provenance());
      if (labels != null) {
        sources.add(labels.provenance());
      }
      return new SourceSurvey(dataset.count(), dataset.shape(), labelCounts, sources, preview);
    }
  }

  byte[] previewPixels() {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    preview.forEach(image -> pixels.writeBytes(image.pixels()));
    return pixels.toByteArray();
  }
}
