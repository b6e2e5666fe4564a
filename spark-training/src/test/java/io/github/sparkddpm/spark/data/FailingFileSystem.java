package io.github.sparkddpm.spark.data;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;

/** The local disk under the scheme failing:, full by the time a certain file is written. */
public final class FailingFileSystem extends RawLocalFileSystem {

  private static final String FULL_AT = "fs.failing.full-at";

  /** Writing fails at the first file whose name begins so. */
  public static void register(Configuration hadoop, String namePrefix) {
    hadoop.set("fs.failing.impl", FailingFileSystem.class.getName());
    hadoop.setBoolean("fs.failing.impl.disable.cache", true);
    hadoop.set(FULL_AT, namePrefix);
  }

  @Override
  public URI getUri() {
    return URI.create("failing:///");
  }

  @Override
  public FSDataOutputStream create(
      Path file,
      boolean overwrite,
      int bufferSize,
      short replication,
      long blockSize,
      Progressable progress)
      throws IOException {
    if (file.getName().startsWith(getConf().get(FULL_AT))) {
      throw new IOException("No space left on device");
    }
    return super.create(file, overwrite, bufferSize, replication, blockSize, progress);
  }
}
