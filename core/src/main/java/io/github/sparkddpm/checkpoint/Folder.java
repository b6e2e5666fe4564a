package io.github.sparkddpm.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A place for a checkpoint's files, on whatever file system or object store. */
public interface Folder {

  /** Where this is, for messages. */
  String location();

  /** Whether there is a file of that name. */
  boolean exists(String name) throws IOException;

  /**
   * Makes a file, in place of an older one of that name, and this folder if need be.
   *
   * @return a stream; the file is there, whole, once it is closed
   */
  OutputStream create(String name) throws IOException;

  /** Opens a file from its beginning. */
  InputStream open(String name) throws IOException;
}
