package io.github.sparkddpm.spark.source;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.Util;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** A Parquet file of one column of images whose footer and page headers say what the test wants. */
final class ForgedParquet {

  private static final int MAGIC = 4;
  private static final MessageType SCHEMA =
      MessageTypeParser.parseMessageType("message m { required binary image; }");

  private final byte[] file;

  /** Writes the same image in some rows. */
  ForgedParquet(Path folder, byte[] image, int rows) throws IOException {
    Path path = Files.createTempDirectory(folder, "parquet").resolve("x.parquet");
    try (ParquetWriter<org.apache.parquet.example.data.Group> writer =
        ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(path.toString()))
            .withConf(new Configuration())
            .withType(SCHEMA)
            .withDictionaryEncoding(true)
            .withCompressionCodec(CompressionCodecName.ZSTD)
            .build()) {
      Binary bytes = Binary.fromConstantByteArray(image);
      for (int i = 0; i < rows; i++) {
        writer.write(new SimpleGroupFactory(SCHEMA).newGroup().append("image", bytes));
      }
    }
    file = Files.readAllBytes(path);
  }

  byte[] bytes() {
    return file;
  }

  /** Returns the file with another footer. */
  byte[] withFooter(Consumer<FileMetaData> change) throws IOException {
    FileMetaData footer = footer();
    change.accept(footer);
    return assembled(Arrays.copyOf(file, footerAt()), footer);
  }

  /** Returns the file with these bytes as its footer. */
  byte[] withFooter(byte[] footer) {
    ByteArrayOutputStream forged = new ByteArrayOutputStream();
    forged.write(file, 0, footerAt());
    forged.writeBytes(footer);
    forged.writeBytes(end(footer.length));
    return forged.toByteArray();
  }

  /** Returns the file with another header of its first page, which is that of its dictionary. */
  byte[] withFirstPage(Consumer<PageHeader> change) throws IOException {
    ByteArrayInputStream in = new ByteArrayInputStream(file, MAGIC, file.length - MAGIC);
    PageHeader header = Util.readPageHeader(in);
    int before = file.length - MAGIC - in.available();
    change.accept(header);
    ByteArrayOutputStream forged = new ByteArrayOutputStream();
    forged.write(file, 0, MAGIC);
    Util.writePageHeader(header, forged);
    int delta = forged.size() - MAGIC - before;
    forged.write(file, MAGIC + before, footerAt() - MAGIC - before);
    FileMetaData footer = footer();
    ColumnMetaData column = column(footer);
    column.setTotal_compressed_size(column.getTotal_compressed_size() + delta);
    column.setData_page_offset(column.getData_page_offset() + delta);
    footer.getRow_groups().get(0).getColumns().get(0).unsetOffset_index_offset();
    footer.getRow_groups().get(0).getColumns().get(0).unsetColumn_index_offset();
    return assembled(forged.toByteArray(), footer);
  }

  static ColumnMetaData column(FileMetaData footer) {
    return footer.getRow_groups().get(0).getColumns().get(0).getMeta_data();
  }

  private FileMetaData footer() throws IOException {
    return Util.readFileMetaData(
        new ByteArrayInputStream(file, footerAt(), file.length - footerAt()));
  }

  private int footerAt() {
    int length = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - 8);
    return file.length - 8 - length;
  }

  private static byte[] assembled(byte[] pages, FileMetaData footer) throws IOException {
    ByteArrayOutputStream forged = new ByteArrayOutputStream();
    forged.writeBytes(pages);
    Util.writeFileMetaData(footer, forged);
    forged.writeBytes(end(forged.size() - pages.length));
    return forged.toByteArray();
  }

  private static byte[] end(int length) {
    return ByteBuffer.allocate(8)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length)
        .put("PAR1".getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
