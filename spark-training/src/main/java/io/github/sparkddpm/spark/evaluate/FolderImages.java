package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetException;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.imageio.IIOException;
import javax.imageio.ImageIO;
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
    FileSystem fileSystem = new Path(folder).getFileSystem(hadoop);
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    for (int i = 0; i < count; i++) {
      Path file = new Path(folder, files.get(first + i));
      copy(decode(fileSystem, file), file, pixels, i * shape.size());
    }
    return pixels;
  }

  private static BufferedImage decode(FileSystem files, Path file) throws IOException {
    try (var in = files.open(file)) {
      BufferedImage image = ImageIO.read(in);
      if (image == null) {
        throw new DatasetException("%s is not a PNG image".formatted(file));
      }
      return image;
    } catch (FileNotFoundException e) {
      throw new DatasetException("%s has been deleted meanwhile".formatted(file), e);
    } catch (IIOException e) {
      throw new DatasetException("%s is damaged: %s".formatted(file, e.getMessage()), e);
    }
  }

  private void copy(BufferedImage image, Path file, byte[] pixels, int offset) {
    int channels = image.getRaster().getNumBands();
    if (image.getWidth() != shape.width()
        || image.getHeight() != shape.height()
        || channels != shape.channels()
        || image.getColorModel() instanceof IndexColorModel
        || image.getSampleModel().getSampleSize(0) != 8) {
      throw new DatasetException(
          ("%s is %s of %sx%s, expected %s channels of 8 bits of %sx%s: all must be alike; prepare makes"
                  + " a dataset of images that are not")
              .formatted(
                  file,
                  kind(image),
                  image.getHeight(),
                  image.getWidth(),
                  shape.channels(),
                  shape.height(),
                  shape.width()));
    }
    int plane = shape.height() * shape.width();
    for (int channel = 0; channel < channels; channel++) {
      int[] samples =
          image.getRaster().getSamples(0, 0, shape.width(), shape.height(), channel, (int[]) null);
      for (int i = 0; i < plane; i++) {
        pixels[offset + channel * plane + i] = (byte) samples[i];
      }
    }
  }

  private static String kind(BufferedImage image) {
    return image.getColorModel() instanceof IndexColorModel
        ? "a palette"
        : "%s channels of %s bits"
            .formatted(image.getRaster().getNumBands(), image.getSampleModel().getSampleSize(0));
  }
}
