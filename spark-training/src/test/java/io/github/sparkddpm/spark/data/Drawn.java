package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.PixelScaling;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import org.apache.hadoop.conf.Configuration;

/** Image files of one grey level each, by which they are known again once prepared. */
public final class Drawn {

  public static final ImageShape SHAPE = new ImageShape(1, 4, 4);

  private Drawn() {}

  /** A PNG file of 6x4 pixels. */
  public static byte[] png(int level) throws IOException {
    BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 24; i++) {
      image.setRGB(i % 6, i / 6, level * 0x10101);
    }
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  /** Folders a, b, ... of as many images each; the levels count up over all of them. */
  public static Path folders(Path root, int folders, int images) throws IOException {
    for (int i = 0; i < folders * images; i++) {
      Path folder = root.resolve(String.valueOf((char) ('a' + i / images)));
      Files.createDirectories(folder);
      Files.write(folder.resolve(String.format(Locale.ROOT, "%03d.png", i % images)), png(i));
    }
    return root;
  }

  /** The levels of a dataset's images by id. */
  public static List<Integer> levels(PreparedDataset dataset) throws IOException {
    ImageSet images = load(dataset);
    List<Integer> levels = new ArrayList<>();
    for (int i = 0; i < images.count(); i++) {
      levels.add(PixelScaling.unscale(images.batch(i))[0] & 0xFF);
    }
    return levels;
  }

  /** The labels of a dataset's images by level; -1 without. */
  public static Map<Integer, Integer> labels(PreparedDataset dataset) throws IOException {
    ImageSet images = load(dataset);
    List<Integer> levels = levels(dataset);
    Map<Integer, Integer> labels = new TreeMap<>();
    for (int i = 0; i < images.count(); i++) {
      labels.put(levels.get(i), images.label(i).orElse(-1));
    }
    return labels;
  }

  /** Returns all images of a dataset. */
  public static ImageSet load(PreparedDataset dataset) throws IOException {
    return new ShardReader(dataset, new Configuration()).load(new ImageRange(0, dataset.count()));
  }
}
