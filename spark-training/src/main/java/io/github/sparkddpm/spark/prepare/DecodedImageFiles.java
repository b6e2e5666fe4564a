package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.source.Listing;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.TaskContext;

/**
 * The files of one preparation's decoded images. They wait beside the shards until these are whole,
 * so that the same command goes on from them if it is interrupted.
 *
 * @param folder of the files
 * @param application tells the files of this process from those of an earlier one
 */
record DecodedImageFiles(String folder, String application) implements Serializable {

  /** The version of decoding, raised when the same file gives other pixels than before. */
  private static final int DECODER_VERSION = 2;

  private static final Pattern NAME = Pattern.compile("from-([0-9]{10})-.*\\.parquet");

  /** Returns a name that no preparation of another kind of source or with other settings has. */
  static String preparation(Listing listing, PreparationPlan plan) {
    String made =
        String.join(
            "\n",
            Integer.toString(DECODER_VERSION),
            listing.format().name(),
            listing.name(),
            listing.description(),
            plan.shape().toString(),
            plan.prepare().background().toString(),
            Long.toString(plan.prepare().maxPixels()));
    return Sha256.of(made.getBytes(StandardCharsets.UTF_8)).substring(0, 16);
  }

  /**
   * Returns a file's name that no other attempt has, because Spark may have given up one that still
   * writes.
   *
   * @param firstIndex of the source's entries that the file is for
   */
  String name(int firstIndex, TaskContext task) {
    return String.format(
        Locale.ROOT, "from-%010d-%s-%d.parquet", firstIndex, application, task.taskAttemptId());
  }

  /** Returns the whole files that are there, by the index of their first entry. */
  Map<Integer, String> found(Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    FileSystem storage = path.getFileSystem(hadoop);
    Map<Integer, String> found = new HashMap<>();
    if (storage.exists(path)) {
      for (FileStatus file : storage.listStatus(path)) {
        Matcher name = NAME.matcher(file.getPath().getName());
        if (name.matches()) {
          found.put(Integer.valueOf(name.group(1)), file.getPath().toString());
        }
      }
    }
    return found;
  }
}
