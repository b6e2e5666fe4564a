package io.github.sparkddpm.jobs.cluster;

import io.github.sparkddpm.jobs.cluster.S3Runs.Places;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The way from raw images to samples on the local disk, gone once for all tests of other storage.
 */
final class LocalWay {

  private static LocalWay gone;

  private final Path folder;
  private final Path images;
  private final Path labels;

  private LocalWay() throws Exception {
    folder = Files.createTempDirectory(Path.of("target/s3").toAbsolutePath(), "local-way-");
    images = FewDigits.images(folder);
    labels = FewDigits.labels(folder);
    Places local = to(folder.toString());
    S3Runs runs = new S3Runs(folder, "local[2]", S3Server.SECRET, "");
    for (String verb : List.of("prepare", "train", "sample", "evaluate")) {
      runs.succeed(verb, local);
    }
  }

  static synchronized LocalWay gone() throws Exception {
    if (gone == null) {
      gone = new LocalWay();
    }
    return gone;
  }

  /** Returns the folder of the prepared dataset. */
  Path prepared() {
    return folder.resolve("prepared");
  }

  Path run() {
    return folder.resolve("run");
  }

  /** The same way from the same raw images to another place. */
  Places to(String root) {
    return new Places(images.toString(), labels.toString(), root);
  }

  /** The same way on a bucket, which gets the raw images. */
  Places on(Bucket bucket, String root) throws Exception {
    bucket.upload(images, "raw/" + images.getFileName());
    bucket.upload(labels, "raw/" + labels.getFileName());
    return new Places(
        bucket.path("raw/" + images.getFileName()),
        bucket.path("raw/" + labels.getFileName()),
        bucket.path(root));
  }
}
