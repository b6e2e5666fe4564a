package io.github.sparkddpm.spark.evaluate;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.sample.files.SampleProvenance;
import io.github.sparkddpm.spark.sample.files.SamplesFolder;
import io.github.sparkddpm.spark.sample.files.UnitManifest;
import io.github.sparkddpm.spark.sample.files.UnitStore;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The images of a folder of samples that are no files of their own: those of Parquet files, of an
 * archive, or of a table, whose units stay in the folder. They are in the order of their ids.
 */
public final class SampledUnits implements ImageCollection {

  private static final long serialVersionUID = 1L;

  private static final List<SampleFormat> FORMATS =
      List.of(SampleFormat.PARQUET, SampleFormat.TABLE, SampleFormat.NPZ);

  private final String folder;
  private final SampleFormat format;
  private final ImageShape shape;
  private final SampleProvenance provenance;
  private final List<UnitManifest> units;

  /** The position of each unit's first image, and at the end the number of all images. */
  private final int[] starts;

  /** The unit that was read last: batches are smaller than units, and follow each other. */
  private transient int cachedUnit;

  private transient byte[] cached;

  private SampledUnits(
      SamplesFolder samples,
      SampleFormat format,
      SampleProvenance provenance,
      List<UnitManifest> units) {
    this.folder = samples.path().toString();
    this.format = format;
    this.shape = samples.shape();
    this.provenance = provenance;
    this.units = List.copyOf(units);
    this.starts = new int[units.size() + 1];
    for (int i = 0; i < units.size(); i++) {
      starts[i + 1] = Math.addExact(starts[i], units.get(i).count());
    }
  }

  /**
   * Finds the images.
   *
   * @param folder of samples
   * @return empty if it has no such images
   * @throws DatasetException if a file of theirs is missing or cut off
   */
  public static Optional<SampledUnits> find(
      Path folder, ImageShape shape, SampleProvenance provenance, Configuration hadoop)
      throws IOException {
    Path qualified = folder.getFileSystem(hadoop).makeQualified(folder);
    SamplesFolder samples = new SamplesFolder(qualified, hadoop, shape, provenance.settings());
    for (SampleFormat format : FORMATS) {
      List<UnitManifest> units = samples.records(format).all();
      if (!units.isEmpty()) {
        requireWhole(units, samples, format);
        return Optional.of(new SampledUnits(samples, format, provenance, units));
      }
    }
    return Optional.empty();
  }

  private static void requireWhole(
      List<UnitManifest> units, SamplesFolder samples, SampleFormat format) throws IOException {
    UnitStore files = samples.units(format);
    Map<String, Long> lengths = samples.folder(format).lengths();
    for (UnitManifest unit : units) {
      if (!files.isWhole(unit, lengths)) {
        throw new DatasetException(
            "The samples %s in %s are not whole: run the same sample command again"
                .formatted(unit.ids().name(), samples.folder(format).path()));
      }
    }
  }

  @Override
  public String description() {
    return "%s images of %s".formatted(count(), new Path(folder, format.folder()));
  }

  @Override
  public int count() {
    return starts[units.size()];
  }

  @Override
  public ImageShape shape() {
    return shape;
  }

  @Override
  public long id(int position) {
    int unit = unitOf(position);
    return units.get(unit).first() + position - starts[unit];
  }

  @Override
  public String name(int position) {
    return "image " + id(position);
  }

  @Override
  public byte[] pixels(int first, int count, Configuration hadoop) throws IOException {
    byte[] pixels = new byte[Math.multiplyExact(count, shape.size())];
    int done = 0;
    while (done < count) {
      int unit = unitOf(first + done);
      int from = first + done - starts[unit];
      int taken = Math.min(count - done, units.get(unit).count() - from);
      System.arraycopy(
          read(unit, hadoop),
          from * shape.size(),
          pixels,
          done * shape.size(),
          taken * shape.size());
      done += taken;
    }
    return pixels;
  }

  @Override
  public LabelledPixels read(int first, int count, Configuration hadoop) throws IOException {
    long[] ids = IntStream.range(first, first + count).mapToLong(this::id).toArray();
    return new LabelledPixels(pixels(first, count, hadoop), provenance.classes().labels(ids));
  }

  @Override
  public boolean mayHaveClasses() {
    return provenance.classes().exist();
  }

  private int unitOf(int position) {
    int found = Arrays.binarySearch(starts, position);
    return found >= 0 ? found : -found - 2;
  }

  private synchronized byte[] read(int unit, Configuration hadoop) throws IOException {
    if (cached == null || cachedUnit != unit) {
      SamplesFolder samples =
          new SamplesFolder(new Path(folder), hadoop, shape, provenance.settings());
      try {
        cached = samples.units(format).read(units.get(unit));
      } catch (DamagedFileException e) {
        throw new DatasetException(e.getMessage(), e);
      }
      cachedUnit = unit;
    }
    return cached;
  }
}
