package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.source.files.SourceFiles;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The image files of a folder and all folders in it, in the order of their names.
 *
 * @param folder their qualified folder
 * @param files their paths below it, at least one
 * @param labels of the files, or {@link Labels#NONE}
 */
public record FolderImages(
    String folder, List<String> files, ImageShape shape, List<Integer> labels)
    implements ImageCollection {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FolderImages.class);

  private static final RgbColor BACKGROUND = RgbColor.of("#ffffff");

  public FolderImages {
    files = List.copyOf(files);
    labels = List.copyOf(labels);
  }

  /**
   * Lists the folder.
   *
   * @param most how many are used at most, evenly spaced; 0 for all
   * @throws DatasetException if there is no folder, or no image file in it
   */
  public static FolderImages list(String folder, ImageShape shape, int most, Configuration hadoop)
      throws IOException {
    Path path = qualified(folder, hadoop);
    SourceFiles found = SourceFolder.at(path, hadoop).images();
    String passedOver = found.passedOver().description();
    if (found.names().isEmpty()) {
      throw new DatasetException(
          "No image files in the folder %s%s: name another"
              .formatted(
                  path, passedOver.isEmpty() ? "" : " (passed over: %s)".formatted(passedOver)));
    }
    if (!found.passedOver().isNone()) {
      LOG.info("Passed over in {}: {}", Printable.of(path), passedOver);
    }
    List<String> files = evenlySpaced(found.names(), most);
    return new FolderImages(
        path.toString(), files, shape, Collections.nCopies(files.size(), Labels.NONE));
  }

  /** Returns the same images with their classes, found by the names of their files. */
  public FolderImages labelled(Function<String, Integer> label) {
    return new FolderImages(folder, files, shape, files.stream().map(label).toList());
  }

  @Override
  public LabelledPixels read(int first, int count, Configuration hadoop) throws IOException {
    int[] some =
        labels.subList(first, first + count).stream().mapToInt(Integer::intValue).toArray();
    return new LabelledPixels(pixels(first, count, hadoop), some);
  }

  @Override
  public boolean mayHaveClasses() {
    return labels.stream().anyMatch(label -> label != Labels.NONE);
  }

  private static List<String> evenlySpaced(List<String> names, int most) {
    int count = most == 0 ? names.size() : Math.min(most, names.size());
    return IntStream.range(0, count)
        .mapToObj(i -> names.get((int) ((long) i * names.size() / count)))
        .toList();
  }

  private static Path qualified(String folder, Configuration hadoop) throws IOException {
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    try {
      if (files.getFileStatus(path).isDirectory()) {
        return files.makeQualified(path);
      }
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "No folder of images at %s: sample first, or correct the path".formatted(path), e);
    }
    throw new DatasetException(
        "%s is a file, expected a folder of images: correct the path".formatted(path));
  }

  @Override
  public String description() {
    return "%s images of %s".formatted(files.size(), folder);
  }

  @Override
  public int count() {
    return files.size();
  }

  @Override
  public long id(int position) {
    return position;
  }

  @Override
  public String name(int position) {
    return files.get(position);
  }

  @Override
  public byte[] pixels(int first, int count, Configuration hadoop) throws IOException {
    SourceFolder source = SourceFolder.at(new Path(folder), hadoop);
    ImageDecoder decoder = new ImageDecoder(new ImageFitter(shape), BACKGROUND, Long.MAX_VALUE);
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    for (int i = 0; i < count; i++) {
      String file = files.get(first + i);
      try {
        byte[] image = decoder.decodeUnfitted(source.read(file));
        System.arraycopy(image, 0, pixels, i * shape.size(), shape.size());
      } catch (UnusableImageException e) {
        throw new DatasetException(
            "Cannot use the image %s of %s: %s; prepare makes a dataset of images of any size"
                .formatted(file, folder, e.getMessage()),
            e);
      }
    }
    return pixels;
  }
}
