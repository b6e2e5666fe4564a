package io.github.sparkddpm.spark.source.parquet;

import java.util.Set;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.hadoop.metadata.ParquetMetadata;

/** Tells by which codecs Parquet files may be compressed. */
final class ParquetCodecs {

  private ParquetCodecs() {}

  /**
   * Requires that columns can be decompressed.
   *
   * @throws IllegalArgumentException naming the codec if they cannot
   */
  static void require(ParquetMetadata footer, Set<String> columns, ParquetFile file) {
    for (BlockMetaData block : footer.getBlocks()) {
      for (ColumnChunkMetaData chunk : block.getColumns()) {
        if (columns.contains(chunk.getPath().toArray()[0]) && !isThere(chunk.getCodec())) {
          throw new IllegalArgumentException(
              "Column %s of %s is compressed with %s, for which no codec is installed: write the file with ZSTD, SNAPPY, GZIP or LZ4"
                  .formatted(chunk.getPath().toDotString(), file, chunk.getCodec()));
        }
      }
    }
  }

  private static boolean isThere(CompressionCodecName codec) {
    String name = codec.getHadoopCompressionCodecClassName();
    if (name == null) {
      return true;
    }
    try {
      Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }
}
