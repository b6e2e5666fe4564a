package io.github.sparkddpm.spark.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder of image files and all folders in it.
 *
 * @param folder its path
 * @param labelled whether the first folder below it that an image lies in is its class; classes are
 *     numbered in the order of their names
 */
public record FolderSource(String folder, boolean labelled) implements RawSource {

  private static final Logger LOG = LoggerFactory.getLogger(FolderSource.class);

  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "webp");

  /** The source's digest depends on it. */
  private static final int FILES_A_SPLIT = 64;

  static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  @Override
  public Listing list(Configuration hadoop) throws IOException {
    Path root = Paths.status(Paths.qualified(folder, hadoop), hadoop).getPath();
    List<String> files = new ArrayList<>();
    LongAdder others = new LongAdder();
    Paths.visit(
        root,
        hadoop,
        file -> {
          String name = Paths.relative(root, file.getPath());
          if (isImage(name)) {
            files.add(name);
          } else {
            others.increment();
          }
        });
    if (others.sum() > 0) {
      LOG.info("Passed over {} files of {} that are no images by their names", others, root);
    }
    files.sort(Comparator.naturalOrder());
    return listing(root, files);
  }

  private Listing listing(Path root, List<String> files) {
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "No images in %s: no file below it ends in one of %s; correct data.source-images"
              .formatted(root, new TreeSet<>(EXTENSIONS)));
    }
    List<String> classes = labelled ? List.copyOf(classes(root, files)) : List.of();
    String description =
        labelled
            ? String.format(
                Locale.ROOT, "%,d image files of %,d classes", files.size(), classes.size())
            : String.format(Locale.ROOT, "%,d image files", files.size());
    return new Listing(
        SourceFormat.FOLDER,
        root.getName(),
        description,
        classes,
        files.size(),
        splits(root, files, classes));
  }

  private static SortedSet<String> classes(Path root, List<String> files) {
    SortedSet<String> classes = new TreeSet<>();
    for (String file : files) {
      int slash = file.indexOf('/');
      if (slash < 0) {
        throw new IllegalArgumentException(
            "The image %s lies in %s itself, so no folder names its class: move it, or set"
                    .formatted(file, root)
                + " data.folder-labels=false");
      }
      classes.add(file.substring(0, slash));
    }
    return classes;
  }

  private static List<SourceSplit> splits(Path root, List<String> files, List<String> classes) {
    List<SourceSplit> splits = new ArrayList<>();
    for (int from = 0; from < files.size(); from += FILES_A_SPLIT) {
      int to = Math.min(files.size(), from + FILES_A_SPLIT);
      splits.add(FileSplit.of(root.toString(), from, files.subList(from, to), classes));
    }
    return splits;
  }
}
