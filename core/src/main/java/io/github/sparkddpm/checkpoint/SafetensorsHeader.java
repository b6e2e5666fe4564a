package io.github.sparkddpm.checkpoint;

import static java.util.Comparator.comparingLong;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * The header of a safetensors file.
 *
 * @param entries the tensors by name, in the data's order, without gaps from offset 0
 */
record SafetensorsHeader(Map<String, Entry> entries) {

  private static final String FLOAT32 = "F32";

  private static final String METADATA = "__metadata__";
  private static final int LENGTH_BYTES = Long.BYTES;
  private static final int ALIGNMENT = 8;

  /** Room for some 50,000 tensors; their names and numbers take ten times as much memory. */
  private static final int MAX_BYTES = 8 << 20;

  private static final ObjectMapper JSON = new ObjectMapper();

  /** One tensor; the offsets are begin and end in bytes from the data's begin. */
  @JsonPropertyOrder({"data_offsets", "dtype", "shape"})
  record Entry(
      String dtype, List<Long> shape, @JsonProperty("data_offsets") List<Long> dataOffsets) {

    Entry {
      if (dtype == null || lacks(shape) || lacks(dataOffsets) || dataOffsets.size() != 2) {
        throw new IllegalArgumentException("a tensor lacks dtype, shape or data_offsets");
      }
    }

    private static boolean lacks(List<Long> numbers) {
      return numbers == null || numbers.stream().anyMatch(Objects::isNull);
    }

    /** Returns whether this is float32 data of so many values. */
    boolean holdsFloats(long length) {
      return dtype.equals(FLOAT32) && end() - begin() == length * Float.BYTES;
    }

    private long begin() {
      return dataOffsets.get(0);
    }

    private long end() {
      return dataOffsets.get(1);
    }
  }

  /** The header of float tensors that lie one behind the other. */
  static SafetensorsHeader of(List<Slice> slices) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    long next = 0;
    for (Slice slice : slices) {
      long end = next + slice.tensor().length() * Float.BYTES;
      entries.put(slice.name(), new Entry(FLOAT32, slice.tensor().shape(), List.of(next, end)));
      next = end;
    }
    return new SafetensorsHeader(entries);
  }

  byte[] toBytes() throws IOException {
    ObjectNode tree = JSON.createObjectNode();
    tree.putObject(METADATA).put("format", "pt");
    entries.forEach((name, entry) -> tree.set(name, JSON.valueToTree(entry)));
    byte[] json = JSON.writeValueAsBytes(tree);
    byte[] padded = Arrays.copyOf(json, (json.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Arrays.fill(padded, json.length, padded.length, (byte) ' ');
    return ByteBuffer.allocate(LENGTH_BYTES + padded.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(padded.length)
        .put(padded)
        .array();
  }

  /**
   * Reads a header and leaves the stream at the data.
   *
   * @throws MalformedTensorsException if this is no header
   */
  static SafetensorsHeader read(DataInputStream in) throws IOException {
    long length = Long.reverseBytes(in.readLong());
    if (length < 2 || length > MAX_BYTES) {
      throw new MalformedTensorsException(
          "has a header of %s bytes, expected 2 to %s".formatted(length, MAX_BYTES));
    }
    byte[] json = new byte[(int) length];
    in.readFully(json);
    return new SafetensorsHeader(inOrder(parse(json)));
  }

  /** Returns the same header with other names for its tensors. */
  SafetensorsHeader renamed(UnaryOperator<String> naming) throws IOException {
    Map<String, Entry> renamed = new LinkedHashMap<>();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      String name = naming.apply(entry.getKey());
      if (renamed.put(name, entry.getValue()) != null) {
        throw new MalformedTensorsException("has tensor %s under two names".formatted(name));
      }
    }
    return new SafetensorsHeader(renamed);
  }

  private static Map<String, Entry> parse(byte[] json) throws IOException {
    try {
      if (!(JSON.readTree(new String(json, StandardCharsets.UTF_8)) instanceof ObjectNode tree)) {
        throw new IllegalArgumentException("it is no object");
      }
      tree.remove(METADATA);
      Map<String, Entry> entries =
          JSON.convertValue(tree, new TypeReference<LinkedHashMap<String, Entry>>() {});
      if (entries.containsValue(null)) {
        throw new IllegalArgumentException("a tensor is null");
      }
      return entries;
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Jackson's further lines tell where.
      String reason = e.getMessage().lines().findFirst().orElse("");
      throw new MalformedTensorsException("has an unreadable header: " + reason);
    }
  }

  private static Map<String, Entry> inOrder(Map<String, Entry> entries) throws IOException {
    Map<String, Entry> ordered = new LinkedHashMap<>();
    entries.entrySet().stream()
        .sorted(comparingLong(e -> e.getValue().begin()))
        .forEach(e -> ordered.put(e.getKey(), e.getValue()));
    long next = 0;
    for (Map.Entry<String, Entry> entry : ordered.entrySet()) {
      if (entry.getValue().begin() != next || entry.getValue().end() < next) {
        throw new MalformedTensorsException(
            "has a gap or an overlap in its data before tensor " + entry.getKey());
      }
      next = entry.getValue().end();
    }
    return ordered;
  }
}
