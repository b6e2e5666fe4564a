package io.github.sparkddpm.spark.source.parquet;

import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.hadoop.util.HadoopStreams;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import shaded.parquet.org.apache.thrift.TException;

/** A Parquet file of a source, whatever its name, read without Hadoop's checksums. */
final class ParquetFile implements InputFile {

  private final Path path;
  private final long length;
  private final Configuration hadoop;

  /**
   * Finds the file.
   *
   * @throws IllegalArgumentException if there is none
   */
  ParquetFile(Path path, Configuration hadoop) throws IOException {
    this.path = path;
    this.length = SourceLocations.status(path, hadoop).getLen();
    this.hadoop = hadoop;
  }

  @Override
  public long getLength() {
    return length;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    return HadoopStreams.wrap(SourceLocations.open(path, hadoop));
  }

  /** Returns its path as Parquet's own messages have it. */
  @Override
  public String toString() {
    return Printable.of(path);
  }

  /**
   * Reads the footer.
   *
   * @throws IllegalArgumentException if the file is damaged
   */
  ParquetMetadata footer() throws IOException {
    try (SeekableInputStream in = newStream()) {
      ParquetFooter.requireWhole(in, length);
    } catch (TException e) {
      throw bad(e);
    }
    try (ParquetFileReader reader = ParquetFileReader.open(this)) {
      return reader.getFooter();
    } catch (RuntimeException e) { // Parquet has no exception of its own for it.
      throw bad(e);
    } catch (IOException e) {
      throw badIfDamaged(e);
    }
  }

  /**
   * Returns the rows of the row groups whose middle is in [from, to), to be read one by one: one
   * row group is in memory at a time.
   */
  ParquetReader<Group> rows(ParquetProjection columns, long from, long to) throws IOException {
    return ParquetRows.builder(this, columns).withConf(hadoop).withFileRange(from, to).build();
  }

  /**
   * Reads the next row.
   *
   * @return null after the last
   * @throws IllegalArgumentException if the file is damaged
   */
  Group next(ParquetReader<Group> rows) throws IOException {
    try {
      return rows.read();
    } catch (RuntimeException e) { // Parquet has no exception of its own for it.
      throw bad(e);
    } catch (IOException e) {
      throw badIfDamaged(e);
    } catch (OutOfMemoryError e) { // Of a page's header, which may claim anything.
      IllegalArgumentException failure =
          new IllegalArgumentException(
              "Cannot read Parquet file %s: a page in it wants more memory than there is (%s); write it with smaller pages, or give more with spark.executor.memory"
                  .formatted(this, e.getMessage()));
      failure.addSuppressed(e);
      throw failure;
    }
  }

  /** A storage's failure is none of the file's, and may pass. */
  private IOException badIfDamaged(IOException e) {
    boolean structure =
        e.getCause() instanceof TException thrift && !(thrift.getCause() instanceof IOException);
    if (structure || e instanceof EOFException) {
      throw bad(e);
    }
    return e;
  }

  private IllegalArgumentException bad(Exception e) {
    IllegalArgumentException bad = bad(String.valueOf(e.getMessage()));
    bad.initCause(e);
    return bad;
  }

  IllegalArgumentException bad(String why) {
    return new IllegalArgumentException(
        "Bad Parquet file %s: %s; fetch the file again".formatted(this, Printable.of(why)));
  }
}
