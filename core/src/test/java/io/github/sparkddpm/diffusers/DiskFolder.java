package io.github.sparkddpm.diffusers;

import io.github.sparkddpm.checkpoint.Folder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder on the disk. */
record DiskFolder(Path path) implements Folder {

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public boolean exists(String name) {
    return Files.exists(path.resolve(name));
  }

  @Override
  public OutputStream create(String name) throws IOException {
    Files.createDirectories(path.resolve(name).getParent());
    return Files.newOutputStream(path.resolve(name));
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(path.resolve(name));
  }
}
