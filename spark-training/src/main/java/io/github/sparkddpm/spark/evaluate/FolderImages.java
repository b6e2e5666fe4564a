package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.ImageDecoder;
import io.github.sparkddpm.data.image.ImageFitter;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.data.image.UnusableImageException;
import io.github.sparkddpm.spark.data.DatasetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * PNG files of one folder, in the order of their names.
 *
 * @param folder their qualified folder
 * @param files their names, at least one
 */
public record FolderImages(String folder, List<String> files, ImageShape shape)
    implements ImageCollection {

  private static final long serialVersionUID = 1L;

  private static final RgbColor BACKGROUND = RgbColor.of("#ffffff");
  private static final Pattern IMAGE = Pattern.compile("[^._].*\\.png", Pattern.CASE_INSENSITIVE);

  public FolderImages {
    files = List.copyOf(files);
  }

  /**
   * Lists the folder.
   *
   * @param most how many are used at most, evenly spaced; 0 for all
   * @throws DatasetException if there is no folder, or no PNG file in it
   */
  public static FolderImages list(String folder, ImageShape shape, int most, Configuration hadoop)
      throws IOException {
    Path path = new Path(folder);
    FileSystem files = path.getFileSystem(hadoop);
    List<String> names =
        Arrays.stream(statuses(files, path))
            .map(status -> status.getPath().getName())
            .filter(name -> IMAGE.matcher(name).matches())
            .sorted()
            .toList();
    if (names.isEmpty()) {
      throw new DatasetException(
          "No PNG file in the folder %s: name another; samples need sampling.format=png"
              .formatted(path));
    }
    return new FolderImages(files.makeQualified(path).toString(), evenlySpaced(names, most), shape);
  }

  private static List<String> evenlySpaced(List<String> names, int most) {
    int count = most == 0 ? names.size() : Math.min(most, names.size());
    return IntStream.range(0, count)
        .mapToObj(i -> names.get((int) ((long) i * names.size() / count)))
        .toList();
  }

  private static FileStatus[] statuses(FileSystem files, Path path) throws IOException {
    try {
      return files.listStatus(path);
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "No folder of images at %s: sample first, or correct the path".formatted(path), e);
    }
  }

  @Override
  public String description() {
    return "%d images of %s".formatted(files.size(), folder);
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
    FileSystem fileSystem = new Path(folder).getFileSystem(hadoop);
    ImageDecoder decoder = new ImageDecoder(new ImageFitter(shape), BACKGROUND, Long.MAX_VALUE);
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    for (int i = 0; i < count; i++) {
      byte[] image = decode(decoder, fileSystem, new Path(folder, files.get(first + i)));
      System.arraycopy(image, 0, pixels, i * shape.size(), shape.size());
    }
    return pixels;
  }

  private static byte[] decode(ImageDecoder decoder, FileSystem files, Path file)
      throws IOException {
    try (var in = files.open(file)) {
      return decoder.decodeUnfitted(in.readAllBytes());
    } catch (FileNotFoundException e) {
      throw new DatasetException("%s has been deleted meanwhile".formatted(file), e);
    } catch (UnusableImageException e) {
      throw new DatasetException(
          "%s cannot be used: %s; prepare makes a dataset of images of any size"
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
