package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.storage.OutputRefusedException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The folder of a dataset: shards, a preview, and the manifest that makes them a dataset. */
final class DatasetFolder {

  static final String MANIFEST = "manifest.json";

  private static final String SHARDS = "shards";
  private static final String PREVIEW = "preview.png";

  private final Path path;
  private final FileSystem files;

  DatasetFolder(Path path, Configuration hadoop) throws IOException {
    this.files = path.getFileSystem(hadoop);
    this.path = files.makeQualified(path);
  }

  Path path() {
    return path;
  }

  Path shards() {
    return new Path(path, SHARDS);
  }

  static String shardFile(int index) {
    return "%s/shard-%05d.parquet".formatted(SHARDS, index);
  }

  boolean exists() throws IOException {
    return files.exists(path);
  }

  boolean holdsDataset() throws IOException {
    return files.exists(new Path(path, MANIFEST));
  }

  /**
   * Makes sure that nothing is there to be overwritten.
   *
   * @throws OutputRefusedException naming what is there
   */
  void requireEmpty() throws IOException {
    if (!exists()) {
      return;
    }
    FileStatus[] found = files.listStatus(path);
    if (found.length > 0) {
      throw new OutputRefusedException(
          ("Output folder %s holds other files (%s) and no %s: name an empty or new folder, or"
                  + " delete this one if it is an unfinished preparation")
              .formatted(path, found[0].getPath().getName(), MANIFEST));
    }
  }

  DatasetManifest readManifest() throws IOException {
    Path manifest = new Path(path, MANIFEST);
    try (var in = files.open(manifest)) {
      return ManifestJson.read(in.readAllBytes(), manifest.toString());
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "No prepared dataset at %s: there is no %s; correct the path or prepare the dataset"
              .formatted(path, MANIFEST),
          e);
    }
  }

  void writeManifest(DatasetManifest manifest) throws IOException {
    write(MANIFEST, ManifestJson.write(manifest));
  }

  void writePreview(byte[] png) throws IOException {
    write(PREVIEW, png);
  }

  /** Deletes what a failed preparation wrote, and the folder too if the preparation made it. */
  void discard(boolean existedBefore) throws IOException {
    if (!existedBefore) {
      files.delete(path, true);
      return;
    }
    for (FileStatus entry : files.listStatus(path)) {
      files.delete(entry.getPath(), true);
    }
  }

  private void write(String name, byte[] bytes) throws IOException {
    try (OutputStream out = files.create(new Path(path, name), false)) {
      out.write(bytes);
    }
  }
}
