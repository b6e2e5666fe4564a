package io.github.sparkddpm.spark.source.files;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;

/**
 * The files found below a folder.
 *
 * @param names their paths below it, with slashes, sorted
 * @param passedOver what is not read
 */
public record SourceFiles(List<String> names, PassedOver passedOver) {

  /** Takes in what is found, in any order. */
  static final class Finds {

    private final List<String> names = new ArrayList<>();
    private final PassedOver.Counter passedOver = new PassedOver.Counter();

    void add(Found found) {
      if (found.isFile()) {
        names.add(found.name());
      } else {
        passedOver.add(found.passedOver(), found.name());
      }
    }

    SourceFiles all() {
      names.sort(Comparator.naturalOrder());
      return new SourceFiles(names, passedOver.total());
    }
  }

  public SourceFiles {
    names = List.copyOf(names);
  }

  /** Finds the files of a folder, or the one file that is itself the root, whatever its name. */
  public static SourceFiles at(FileStatus root, FileNames names, Configuration hadoop)
      throws IOException {
    return root.isFile()
        ? new SourceFiles(List.of(root.getPath().getName()), PassedOver.none())
        : SourceFolder.at(root.getPath(), hadoop).files(names);
  }
}
