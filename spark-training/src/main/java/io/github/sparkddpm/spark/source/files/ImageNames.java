package io.github.sparkddpm.spark.source.files;

import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names of image files. */
public final class ImageNames {

  private static final Set<String> EXTENSIONS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "webp");

  /** The names of a folder of images. */
  static final FileNames FILES = new FileNames(ImageNames::isImage);

  private ImageNames() {}

  /** Returns whether a file of that name is read as an image. */
  public static boolean isImage(String name) {
    int dot = name.lastIndexOf('.');
    return dot >= 0 && EXTENSIONS.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
  }

  /** Returns the endings of such names, without the dot. */
  public static SortedSet<String> extensions() {
    return new TreeSet<>(EXTENSIONS);
  }
}
