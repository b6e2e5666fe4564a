package io.github.sparkddpm.checkpoint;

import java.io.IOException;

/** A file is not what the safetensors format says; the message goes on from the file's name. */
final class MalformedTensorsException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedTensorsException(String problem) {
    super(problem);
  }
}
