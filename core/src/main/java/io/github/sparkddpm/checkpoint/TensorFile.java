package io.github.sparkddpm.checkpoint;

import io.github.sparkddpm.checkpoint.Manifest.FileDigest;
import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;

/** A safetensors file of a checkpoint, which must have its recorded length and digest. */
record TensorFile(Folder folder, String name) {

  FileDigest write(List<Slice> slices) throws IOException {
    try (DigestingOutput out = new DigestingOutput(folder.create(name))) {
      Safetensors.write(out, slices);
      return out.result();
    }
  }

  void read(Manifest manifest, List<Slice> slices) throws IOException {
    FileDigest expected = expected(manifest);
    try (DigestingInput in = new DigestingInput(folder.open(name))) {
      fill(in, expected, slices);
      requireIntact(in.result(), expected);
    }
  }

  /** Reads the file to the end, to see that it is what was written. */
  void verify(Manifest manifest) throws IOException {
    FileDigest expected = expected(manifest);
    try (DigestingInput in = new DigestingInput(folder.open(name))) {
      requireIntact(in.result(), expected);
    }
  }

  private FileDigest expected(Manifest manifest) throws IOException {
    FileDigest expected = manifest.files().get(name);
    if (expected == null || !folder.exists(name)) {
      throw new CorruptCheckpointException(folder, name, "is missing");
    }
    return expected;
  }

  /** Fills the slices; what looks wrong inside a damaged file is reported as the damage it is. */
  private void fill(DigestingInput in, FileDigest expected, List<Slice> slices) throws IOException {
    try {
      Safetensors.read(in, slices, UnaryOperator.identity());
    } catch (MalformedTensorsException | EOFException e) {
      requireIntact(in.result(), expected);
      throw new CorruptCheckpointException(folder, name, "is malformed: " + e.getMessage(), e);
    } catch (IllegalArgumentException e) {
      requireIntact(in.result(), expected);
      throw new IllegalArgumentException(
          "Checkpoint of another network: %s/%s %s"
              .formatted(folder.location(), name, e.getMessage()),
          e);
    }
  }

  private void requireIntact(FileDigest found, FileDigest expected) throws IOException {
    if (found.bytes() != expected.bytes()) {
      throw new CorruptCheckpointException(
          folder, name, "has %s bytes, expected %s".formatted(found.bytes(), expected.bytes()));
    }
    if (!found.sha256().equals(expected.sha256())) {
      throw new CorruptCheckpointException(
          folder, name, "has sha256 %s, expected %s".formatted(found.sha256(), expected.sha256()));
    }
  }
}
