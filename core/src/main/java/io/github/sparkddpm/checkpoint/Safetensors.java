package io.github.sparkddpm.checkpoint;

import io.github.sparkddpm.checkpoint.SafetensorsHeader.Entry;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Reads and writes float tensors in the safetensors format, a megabyte at a time. */
final class Safetensors {

  private static final int CHUNK_FLOATS = 1 << 18;

  private Safetensors() {}

  static void write(OutputStream out, List<Slice> slices) throws IOException {
    out.write(SafetensorsHeader.of(slices).toBytes());
    byte[] chunk = new byte[CHUNK_FLOATS * Float.BYTES];
    for (Slice slice : slices) {
      long length = slice.tensor().length();
      for (long from = 0; from < length; from += CHUNK_FLOATS) {
        int count = (int) Math.min(CHUNK_FLOATS, length - from);
        floats(chunk).put(slice.read(from, count));
        out.write(chunk, 0, count * Float.BYTES);
      }
    }
  }

  /**
   * Fills the slices from a file that holds exactly their tensors, in any order.
   *
   * @param naming gives the slice's name for the one that a tensor has in the file
   * @throws MalformedTensorsException if the file is not in the format
   * @throws IllegalArgumentException naming the first tensor that differs, if the file is of
   *     another network
   */
  static void read(InputStream stream, List<Slice> slices, UnaryOperator<String> naming)
      throws IOException {
    DataInputStream in = new DataInputStream(stream);
    Map<String, Entry> entries = SafetensorsHeader.read(in).renamed(naming).entries();
    requireSameTensors(entries, slices);
    Map<String, Slice> byName =
        slices.stream().collect(Collectors.toMap(Slice::name, Function.identity()));
    byte[] chunk = new byte[CHUNK_FLOATS * Float.BYTES];
    for (String name : entries.keySet()) {
      fill(in, byName.get(name), chunk);
    }
  }

  private static void fill(DataInputStream in, Slice slice, byte[] chunk) throws IOException {
    long length = slice.tensor().length();
    for (long from = 0; from < length; from += CHUNK_FLOATS) {
      float[] values = new float[(int) Math.min(CHUNK_FLOATS, length - from)];
      in.readFully(chunk, 0, values.length * Float.BYTES);
      floats(chunk).get(values);
      slice.write(from, values);
    }
  }

  private static void requireSameTensors(Map<String, Entry> entries, List<Slice> slices)
      throws IOException {
    for (Slice slice : slices) {
      Entry entry = entries.get(slice.name());
      if (entry == null) {
        throw new IllegalArgumentException(
            "has no tensor %s, the network has one of shape %s"
                .formatted(slice.name(), slice.tensor().shape()));
      }
      requireSame(slice, entry);
    }
    if (entries.size() > slices.size()) {
      slices.forEach(slice -> entries.remove(slice.name()));
      Map.Entry<String, Entry> other = entries.entrySet().iterator().next();
      throw new IllegalArgumentException(
          "has tensor %s of shape %s, the network has none of that name"
              .formatted(other.getKey(), other.getValue().shape()));
    }
  }

  private static void requireSame(Slice slice, Entry entry) throws IOException {
    if (!entry.shape().equals(slice.tensor().shape())) {
      throw new IllegalArgumentException(
          "has tensor %s of shape %s, the network has it of shape %s"
              .formatted(slice.name(), entry.shape(), slice.tensor().shape()));
    }
    if (!entry.holdsFloats(slice.tensor().length())) {
      throw new MalformedTensorsException(
          "has tensor %s as %s in %s, expected %s values of F32"
              .formatted(
                  slice.name(), entry.dtype(), entry.dataOffsets(), slice.tensor().length()));
    }
  }

  private static FloatBuffer floats(byte[] chunk) {
    return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
  }
}
