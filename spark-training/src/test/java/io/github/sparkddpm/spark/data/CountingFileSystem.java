package io.github.sparkddpm.spark.data;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/** The local disk, which counts the requests that each cost a round trip elsewhere. */
public final class CountingFileSystem extends FilterFileSystem {

  static final AtomicInteger REQUESTS = new AtomicInteger();

  public CountingFileSystem() {
    super(new RawLocalFileSystem());
  }

  static Configuration hadoop() {
    Configuration hadoop = new Configuration();
    hadoop.set("fs.file.impl", CountingFileSystem.class.getName());
    hadoop.setBoolean("fs.file.impl.disable.cache", true);
    REQUESTS.set(0);
    return hadoop;
  }

  @Override
  public FileStatus getFileStatus(Path path) throws IOException {
    REQUESTS.incrementAndGet();
    return super.getFileStatus(path);
  }

  @Override
  public FileStatus[] listStatus(Path folder) throws IOException {
    REQUESTS.incrementAndGet();
    return super.listStatus(folder);
  }
}
