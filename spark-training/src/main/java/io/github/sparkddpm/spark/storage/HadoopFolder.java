package io.github.sparkddpm.spark.storage;

import io.github.sparkddpm.checkpoint.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A checkpoint's folder on any file system that Hadoop knows: local, HDFS, S3.
 *
 * @param fileSystem the path's file system; shared, not closed here
 * @param path the folder; need not exist
 */
public record HadoopFolder(FileSystem fileSystem, Path path) implements Folder {

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public boolean exists(String name) throws IOException {
    return fileSystem.exists(new Path(path, name));
  }

  @Override
  public OutputStream create(String name) throws IOException {
    return new WholeFile(fileSystem, new Path(path, name));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return fileSystem.open(new Path(path, name));
  }
}
