package io.github.sparkddpm.spark.source.parquet;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;
import org.apache.parquet.io.SeekableInputStream;
import shaded.parquet.org.apache.thrift.TException;
import shaded.parquet.org.apache.thrift.protocol.TCompactProtocol;
import shaded.parquet.org.apache.thrift.protocol.TProtocolUtil;
import shaded.parquet.org.apache.thrift.transport.TIOStreamTransport;

/**
 * Compares what the footer of a Parquet file claims with the file: Parquet takes memory for lists
 * and columns of whatever length it reads.
 */
final class ParquetFooter {

  /** The length of the footer and the magic number, at the end of a file. */
  private static final int END = 8;

  /** The types of Thrift, whose constants Parquet leaves out. */
  private static final byte STRUCT = 12;

  private ParquetFooter() {}

  /**
   * Walks over the footer's structure in memory for its bytes alone. A file too short to have one
   * is left to Parquet.
   *
   * @throws TException if the footer ends before its structure does
   */
  static void requireWhole(SeekableInputStream in, long fileBytes) throws IOException, TException {
    if (fileBytes < END) {
      return;
    }
    byte[] end = new byte[END];
    in.seek(fileBytes - END);
    in.readFully(end);
    int length = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || length > fileBytes - END) {
      return;
    }
    byte[] footer = new byte[length];
    in.seek(fileBytes - END - length);
    in.readFully(footer);
    TProtocolUtil.skip(
        new TCompactProtocol(
            new TIOStreamTransport(new ByteArrayInputStream(footer)), length, length),
        STRUCT);
  }

  /**
   * Requires that columns lie within the file, and that rows can be counted.
   *
   * @throws IllegalArgumentException if not
   */
  static void requireWithin(ParquetMetadata footer, Set<String> columns, ParquetFile file) {
    for (BlockMetaData block : footer.getBlocks()) {
      boolean within = block.getRowCount() >= 0 && block.getRowCount() <= Integer.MAX_VALUE;
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        within &=
            !columns.contains(chunk.getPath().toArray()[0]) || isWithin(chunk, file.getLength());
      }
      if (!within) {
        throw file.bad("its footer claims more than there is in it");
      }
    }
  }

  private static boolean isWithin(ColumnChunkMetaData chunk, long fileBytes) {
    long from = chunk.getStartingPos();
    long bytes = chunk.getTotalSize();
    return from > 0 && bytes >= 0 && from <= fileBytes - bytes;
  }
}
