package io.github.sparkddpm.spark.data;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.schema.MessageType;

/**
 * An adapter from any stream to Parquet's output. Whoever opened the stream closes it, once the
 * file is whole.
 */
public final class ParquetOutput implements OutputFile {

  private final OutputStream out;

  private ParquetOutput(OutputStream out) {
    this.out = out;
  }

  /** Writes rows; closing the writer makes a Parquet file of them, and leaves the stream open. */
  public static ExampleParquetWriter.Builder groups(OutputStream out, MessageType schema) {
    return ExampleParquetWriter.builder(new ParquetOutput(out)).withType(schema);
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new PositionOutputStream() {

      private long position;

      @Override
      public long getPos() {
        return position;
      }

      @Override
      public void write(int value) throws IOException {
        out.write(value);
        position++;
      }

      @Override
      public void write(byte[] values, int offset, int length) throws IOException {
        out.write(values, offset, length);
        position += length;
      }
    };
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return create(blockSizeHint);
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }
}
