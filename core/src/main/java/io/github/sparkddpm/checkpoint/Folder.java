package io.github.sparkddpm.checkpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A place for a checkpoint's files, on any file system or object store. */
public interface Folder {

  /** Returns the folder's address, for messages. */
  String location();

  /** Returns whether the folder holds a file of that name. */
  boolean exists(String name) throws IOException;

  /**
   * Creates a file, and this folder if need be. Replaces an older file of that name.
   *
   * @return a stream; the whole file is visible once the stream is closed
   */
  OutputStream create(String name) throws IOException;

  /** Opens a file from its beginning. */
  InputStream open(String name) throws IOException;
}
