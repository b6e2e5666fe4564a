package io.github.sparkddpm.spark.data;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Where the raw images lie: MNIST-style IDX files, plain or gzipped.
 *
 * @param images path of the images on any Hadoop file system; executors read it too
 * @param labels path of their labels, if there are any
 */
public record IdxSource(String images, Optional<String> labels) {

  public IdxSource {
    if (images.isBlank() || labels.filter(String::isBlank).isPresent()) {
      throw new IllegalArgumentException(
          "A path of the IDX source is empty (images '%s', labels '%s'): name a file, or leave the"
                  .formatted(images, labels.orElse("none"))
              + " labels out");
    }
  }

  /** With absolute paths, for executors have another working directory than the driver. */
  IdxSource qualified(Configuration hadoop) throws IOException {
    Optional<String> qualifiedLabels =
        labels.isPresent() ? Optional.of(qualified(labels.get(), hadoop)) : Optional.empty();
    return new IdxSource(qualified(images, hadoop), qualifiedLabels);
  }

  private static String qualified(String location, Configuration hadoop) throws IOException {
    Path path = new Path(location);
    return path.getFileSystem(hadoop).makeQualified(path).toString();
  }
}
