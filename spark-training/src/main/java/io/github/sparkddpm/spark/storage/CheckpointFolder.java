package io.github.sparkddpm.spark.storage;

import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The folder of one checkpoint, in a run or elsewhere.
 *
 * @param path need not exist
 * @param hadoop how its file system is reached
 */
public record CheckpointFolder(Path path, Configuration hadoop) {

  /** Returns whether there is a whole checkpoint. */
  public boolean exists() throws IOException {
    return CheckpointFormat.exists(files());
  }

  /** Returns what the checkpoint is, without its tensors. */
  public Manifest manifest() throws IOException {
    return CheckpointFormat.readManifest(files());
  }

  /**
   * Copies the checkpoint. The copy is one once all of it is there.
   *
   * @throws OutputWriteException if it cannot be written
   */
  public void copyTo(Path folder) throws IOException {
    HadoopFolder from = files();
    OutputFolder to = new OutputFolder(folder, hadoop);
    for (String file : CheckpointFormat.verify(from).files().keySet()) {
      copy(from, file, to);
    }
    copy(from, CheckpointFormat.MANIFEST, to);
  }

  private static void copy(HadoopFolder from, String file, OutputFolder to) throws IOException {
    try (InputStream in = from.open(file)) {
      to.write(file, out -> in.transferTo(out));
    }
  }

  private HadoopFolder files() throws IOException {
    return new HadoopFolder(path.getFileSystem(hadoop), path);
  }
}
