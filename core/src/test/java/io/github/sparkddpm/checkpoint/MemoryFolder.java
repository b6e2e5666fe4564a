package io.github.sparkddpm.checkpoint;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** A folder in memory, whose files a test can look at and damage. */
record MemoryFolder(Map<String, byte[]> files) implements Folder {

  MemoryFolder() {
    this(new LinkedHashMap<>());
  }

  @Override
  public String location() {
    return "memory";
  }

  @Override
  public boolean exists(String name) {
    return files.containsKey(name);
  }

  @Override
  public OutputStream create(String name) {
    return new ByteArrayOutputStream() {
      @Override
      public void close() throws IOException {
        super.close();
        files.put(name, toByteArray());
      }
    };
  }

  @Override
  public InputStream open(String name) throws IOException {
    if (!exists(name)) {
      throw new FileNotFoundException(name);
    }
    return new ByteArrayInputStream(files.get(name));
  }
}
