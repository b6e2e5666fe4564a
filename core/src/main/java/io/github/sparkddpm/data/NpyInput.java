package io.github.sparkddpm.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/**
 * An array of numbers in NumPy's file format, as a stream is read: its header first, its values
 * once they are asked for. Nothing in the file is trusted: memory is taken only for a shape that
 * the caller has seen, and each value is one of the stream.
 */
public final class NpyInput {

  private final DataInputStream data;
  private final NpyHeader header;

  /**
   * Reads the header.
   *
   * @throws IOException if it cannot be read, or is not one
   */
  public NpyInput(InputStream in) throws IOException {
    this.data = new DataInputStream(new BufferedInputStream(in));
    this.header = NpyHeader.read(data);
  }

  /** Returns the type, order and shape of the array. */
  public NpyHeader header() {
    return header;
  }

  /**
   * Reads the values, in C order whatever that of the file is. Check the shape first: the array is
   * made before its values are read.
   *
   * @throws IOException if the type is not one of floating-point numbers, or if there are fewer or
   *     more values than the shape tells
   */
  public double[] doubles() throws IOException {
    int count = header.values();
    FloatType type = FloatType.of(header.type());
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      try {
        values[i] = type.read(data);
      } catch (EOFException e) {
        throw new IOException("ends after %s of %s values".formatted(i, count), e);
      }
    }
    if (data.read() >= 0) {
      throw new IOException("holds more than its %s values".formatted(count));
    }
    return header.fortranOrder() ? rowsFirst(values) : values;
  }

  /** Turns Fortran's order, in which the first index runs fastest, into C's. */
  private double[] rowsFirst(double[] values) {
    double[] result = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      int rest = i;
      int position = 0;
      for (int axis = 0, stride = 1; axis < header.shape().size(); axis++) {
        // In C order, the stride of an axis is the product of the sizes of all later axes.
        int size = header.shape().get(axis).intValue();
        stride *= size;
        position += rest % size * (values.length / stride);
        rest /= size;
      }
      result[position] = values[i];
    }
    return result;
  }
}
