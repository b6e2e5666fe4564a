package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.IdxReader;
import io.github.sparkddpm.spark.source.archive.TarArchives;
import io.github.sparkddpm.spark.source.files.FileNames;
import io.github.sparkddpm.spark.source.files.ImageNames;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/** Tells the kind of a source by what is there. */
final class SourceDetector {

  private static final byte[] PARQUET_MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ZIP_MAGIC = {'P', 'K', 3, 4};

  /** The formats of tables by what lies in their folders. */
  private static final Map<String, String> TABLES =
      Map.of("_delta_log", "delta", "metadata/version-hint.text", "iceberg", ".hoodie", "hudi");

  private static final int HEAD_BYTES = 512;
  private static final String PARQUET = ".parquet";
  private static final String TAR = ".tar";

  private SourceDetector() {}

  /**
   * Returns the kind of the files at a path; never AUTO.
   *
   * @throws IllegalArgumentException if nothing is there, or what is there is of no kind or of two
   */
  static SourceFormat detect(String location, Configuration hadoop) throws IOException {
    FileStatus status = SourceLocations.status(SourceLocations.qualified(location, hadoop), hadoop);
    return status.isFile() ? ofFile(status.getPath(), hadoop) : ofFolder(status.getPath(), hadoop);
  }

  private static SourceFormat ofFolder(Path folder, Configuration hadoop) throws IOException {
    SourceFiles files =
        SourceFolder.at(folder, hadoop).files(new FileNames(name -> ofName(name).isPresent()));
    Set<SourceFormat> found = kinds(files.names());
    if (found.size() > 1) {
      throw new IllegalArgumentException(
          "Folder %s holds files of several kinds %s: say which are meant with data.format"
              .formatted(Printable.of(folder), found));
    }
    if (found.contains(SourceFormat.PARQUET)) {
      requireNoTable(folder, hadoop);
    }
    return found.stream()
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    ("No images in %s: it holds no image files, no *.parquet, *.tar or *.zip and"
                            + " no data_batch_*.bin%s; correct data.source-images")
                        .formatted(Printable.of(folder), files.passedOver().inBrackets())));
  }

  /** Refuses a table whose files hold rows that were deleted from it. */
  private static void requireNoTable(Path folder, Configuration hadoop) throws IOException {
    for (Map.Entry<String, String> table : TABLES.entrySet()) {
      Path mark = SourceLocations.child(folder, table.getKey());
      if (SourceLocations.storage(mark, hadoop).exists(mark)) {
        throw new IllegalArgumentException(
            "%s is a table of %s, whose files may hold deleted rows: set data.format=table and data.source-images=%s.`%s`, or data.format=parquet to read all files"
                .formatted(
                    Printable.of(folder),
                    table.getValue(),
                    table.getValue(),
                    Printable.of(folder)));
      }
    }
  }

  private static Set<SourceFormat> kinds(List<String> names) {
    Set<String> all = Set.copyOf(names);
    Set<SourceFormat> found = EnumSet.noneOf(SourceFormat.class);
    for (String name : names) {
      if (!isTableOfTar(name, all)) {
        ofName(lastPart(name)).ifPresent(found::add);
      }
    }
    return found;
  }

  /** Returns whether it is what img2dataset writes about a tar: 00000.parquet beside 00000.tar. */
  private static boolean isTableOfTar(String name, Set<String> all) {
    return name.endsWith(PARQUET)
        && all.contains(name.substring(0, name.length() - PARQUET.length()) + TAR);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static Optional<SourceFormat> ofName(String name) {
    if (CifarSource.isBatch(name)) {
      return Optional.of(SourceFormat.CIFAR10);
    }
    if (ParquetSource.isParquet(name)) {
      return Optional.of(SourceFormat.PARQUET);
    }
    if (TarSource.isTar(name)) {
      return Optional.of(SourceFormat.WEBDATASET);
    }
    if (ZipSource.isZip(name)) {
      return Optional.of(SourceFormat.ZIP);
    }
    return ImageNames.isImage(name) ? Optional.of(SourceFormat.FOLDER) : Optional.empty();
  }

  private static SourceFormat ofFile(Path file, Configuration hadoop) throws IOException {
    byte[] head;
    try (FSDataInputStream in = SourceLocations.open(file, hadoop)) {
      head = in.readNBytes(HEAD_BYTES);
    }
    if (begins(head, PARQUET_MAGIC)) {
      return SourceFormat.PARQUET;
    }
    if (TarSource.isTar(file.getName()) || TarArchives.begins(head)) {
      return SourceFormat.WEBDATASET;
    }
    if (ZipSource.isZip(file.getName()) || begins(head, ZIP_MAGIC)) {
      return SourceFormat.ZIP;
    }
    if (IdxReader.begins(head)) {
      return SourceFormat.IDX;
    }
    if (CifarSource.isBatch(file.getName())) {
      return SourceFormat.CIFAR10;
    }
    throw new IllegalArgumentException(
        "File %s is no IDX file, Parquet file, tar, zip or CIFAR-10 batch: correct data.source-images, or say"
                .formatted(Printable.of(file))
            + " what it is with data.format");
  }

  private static boolean begins(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }
}
