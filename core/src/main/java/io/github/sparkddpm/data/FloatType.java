package io.github.sparkddpm.data;

import java.io.DataInput;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** The types of numbers that are read from NumPy's files, by NumPy's names of them. */
enum FloatType {
  LITTLE_ENDIAN_FLOAT("<f4") {
    @Override
    double read(DataInput in) throws IOException {
      return Float.intBitsToFloat(Integer.reverseBytes(in.readInt()));
    }
  },
  LITTLE_ENDIAN_DOUBLE("<f8") {
    @Override
    double read(DataInput in) throws IOException {
      return Double.longBitsToDouble(Long.reverseBytes(in.readLong()));
    }
  },
  BIG_ENDIAN_FLOAT(">f4") {
    @Override
    double read(DataInput in) throws IOException {
      return in.readFloat();
    }
  },
  BIG_ENDIAN_DOUBLE(">f8") {
    @Override
    double read(DataInput in) throws IOException {
      return in.readDouble();
    }
  };

  private final String descr;

  FloatType(String descr) {
    this.descr = descr;
  }

  /** Reads one number. */
  abstract double read(DataInput in) throws IOException;

  /**
   * Returns the type of a name.
   *
   * @throws IOException if it is another
   */
  static FloatType of(String descr) throws IOException {
    return Arrays.stream(values())
        .filter(type -> type.descr.equals(descr))
        .findFirst()
        .orElseThrow(
            () -> new IOException("is of type %s, expected one of %s".formatted(descr, names())));
  }

  private static String names() {
    return Arrays.stream(values()).map(type -> type.descr).collect(Collectors.joining(", "));
  }
}
