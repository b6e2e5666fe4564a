package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.data.CifarReader;
import io.github.sparkddpm.spark.source.files.FileNames;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.source.files.SourceSplit;
import io.github.sparkddpm.spark.source.files.SourceSplits;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/**
 * The binary version of CIFAR-10: the files {@code data_batch_*.bin} of a folder, or one file. The
 * names of the classes are read from {@code batches.meta.txt} beside them, if it is there.
 */
public record CifarSource(String location) implements RawSource {

  private static final Pattern BATCH =
      Pattern.compile("data_batch_.*\\.bin", Pattern.CASE_INSENSITIVE);
  private static final String CLASS_NAMES = "batches.meta.txt";
  private static final int MOST_NAME_BYTES = 1 << 16;
  private static final int RECORDS_A_SPLIT = 2500;

  static boolean isBatch(String name) {
    return BATCH.matcher(name).matches();
  }

  @Override
  public Listing list(SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    FileStatus root = SourceLocations.status(SourceLocations.qualified(location, hadoop), hadoop);
    Path folder = root.isFile() ? root.getPath().getParent() : root.getPath();
    SourceFiles found = SourceFiles.at(root, new FileNames(CifarSource::isBatch), hadoop);
    if (found.names().isEmpty()) {
      throw new IllegalArgumentException(
          "No CIFAR-10 in %s: it holds no data_batch_*.bin%s; correct data.source-images"
              .formatted(Printable.of(folder), found.passedOver().inBrackets()));
    }
    List<SourceSplit> splits = new ArrayList<>();
    int records = 0;
    for (String name : found.names()) {
      FileStatus file = SourceLocations.status(SourceLocations.child(folder, name), hadoop);
      int count = records(file);
      splits.addAll(splits(file.getPath().toString(), records, count));
      records = Math.addExact(records, count);
    }
    return new Listing(
        SourceFormat.CIFAR10,
        root.getPath().getName(),
        String.format(Locale.ROOT, "%,d images in %s files", records, found.names().size()),
        classNames(folder, hadoop),
        records,
        SourceSplits.of(splits),
        found.passedOver());
  }

  private static int records(FileStatus file) {
    long bytes = file.getLen();
    if (bytes == 0 || bytes % CifarReader.RECORD_BYTES != 0) {
      throw new IllegalArgumentException(
          "Bad CIFAR-10 file %s: its %s bytes are not one or more records of %s; fetch it again"
              .formatted(Printable.of(file.getPath()), bytes, CifarReader.RECORD_BYTES));
    }
    return Math.toIntExact(bytes / CifarReader.RECORD_BYTES);
  }

  private static List<SourceSplit> splits(String file, int firstIndex, int records) {
    List<SourceSplit> splits = new ArrayList<>();
    for (int from = 0; from < records; from += RECORDS_A_SPLIT) {
      int count = Math.min(RECORDS_A_SPLIT, records - from);
      splits.add(new CifarSplit(file, from, firstIndex + from, count));
    }
    return splits;
  }

  private static List<String> classNames(Path folder, Configuration hadoop) throws IOException {
    Path names = new Path(folder, CLASS_NAMES);
    try (InputStream in = SourceLocations.storage(names, hadoop).open(names)) {
      byte[] text = in.readNBytes(MOST_NAME_BYTES + 1);
      if (text.length > MOST_NAME_BYTES) {
        throw new IllegalArgumentException(
            "%s is of more than %s bytes, which is no list of the names of ten classes: fetch it again"
                .formatted(Printable.of(names), MOST_NAME_BYTES));
      }
      return new String(text, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .toList();
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }
}
