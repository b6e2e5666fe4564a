package io.github.sparkddpm.spark.data;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A file in memory as Parquet's input: the bytes that were verified are the bytes parsed. */
public final class ParquetInput implements InputFile {

  private final byte[] bytes;

  private ParquetInput(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Opens the rows of a whole Parquet file.
   *
   * @throws IOException if it is not one
   */
  public static ParquetReader<Group> groups(byte[] file) throws IOException {
    return new Rows(new ParquetInput(file)).build();
  }

  /** Opens the rows of a Parquet file, read piece by piece and checked by its own checksums. */
  public static ParquetReader<Group> groups(Path file, Configuration hadoop) throws IOException {
    return new Rows(HadoopInputFile.fromPath(file, hadoop))
        .withConf(hadoop)
        .usePageChecksumVerification()
        .build();
  }

  private static final class Rows extends ParquetReader.Builder<Group> {

    Rows(InputFile file) {
      super(file);
    }

    @Override
    protected ReadSupport<Group> getReadSupport() {
      return new GroupReadSupport();
    }
  }

  @Override
  public long getLength() {
    return bytes.length;
  }

  @Override
  public SeekableInputStream newStream() {
    SeekableBytes stream = new SeekableBytes(bytes);
    return new DelegatingSeekableInputStream(stream) {
      @Override
      public long getPos() {
        return stream.position();
      }

      @Override
      public void seek(long position) {
        stream.seek(position);
      }
    };
  }

  private static final class SeekableBytes extends ByteArrayInputStream {

    SeekableBytes(byte[] bytes) {
      super(bytes);
    }

    synchronized long position() {
      return pos;
    }

    synchronized void seek(long position) {
      pos = Math.toIntExact(position);
    }
  }
}
