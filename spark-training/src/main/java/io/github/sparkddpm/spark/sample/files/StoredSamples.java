package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The images of one format that a folder holds, whole and recorded. */
public final class StoredSamples {

  private final SamplesFolder folder;
  private final SampleFormat format;
  private final List<UnitManifest> units;

  /** Takes the pixels of some images. */
  @FunctionalInterface
  interface Sink {

    /** Receives pixels, C*H*W bytes an image. */
    void accept(byte[] pixels) throws IOException;
  }

  private StoredSamples(SamplesFolder folder, SampleFormat format, List<UnitManifest> units) {
    this.folder = folder;
    this.format = format;
    this.units = List.copyOf(units);
  }

  /**
   * Finds the images that are drawn. The record of a unit that is not whole is deleted, so that the
   * unit is drawn again.
   */
  public static StoredSamples find(SamplesFolder folder, SampleFormat format) throws IOException {
    Map<String, Long> lengths = folder.folder(format).lengths();
    UnitStore files = folder.units(format);
    List<UnitManifest> whole = new ArrayList<>();
    for (UnitManifest record : folder.records(format).all()) {
      if (files.isWhole(record, lengths)) {
        whole.add(record);
      } else {
        folder.records(format).delete(record.ids());
      }
    }
    return new StoredSamples(folder, format, whole);
  }

  /** Deletes the files of units that were never finished. */
  public void deleteOthers() throws IOException {
    UnitStore files = folder.units(format);
    Set<String> own = new HashSet<>();
    units.forEach(unit -> own.addAll(files.names(unit.ids())));
    OutputFolder images = folder.folder(format);
    for (String name : images.lengths().keySet()) {
      if (!own.contains(name) && !name.endsWith(UnitManifests.SUFFIX)) {
        images.delete(name);
      }
    }
  }

  ImageShape shape() {
    return folder.shape();
  }

  /** Returns the units in the order of their ids. */
  public List<UnitManifest> units() {
    return units;
  }

  /**
   * Returns the images that are still to be drawn.
   *
   * @param elsewhere images that are kept in another place
   */
  public MissingImages missing(IdRange wanted, List<IdRange> elsewhere) {
    List<IdRange> done = new ArrayList<>(elsewhere);
    units.forEach(unit -> done.add(unit.ids()));
    return MissingImages.of(wanted, done);
  }

  /** Returns the paths of the files of all units that have some of these images. */
  public List<String> files(MissingImages wanted) throws IOException {
    OutputFolder images = folder.folder(format);
    UnitStore files = folder.units(format);
    return units.stream()
        .map(UnitManifest::ids)
        .filter(unit -> wanted.ranges().stream().anyMatch(each -> each.intersects(unit)))
        .flatMap(unit -> files.names(unit).stream())
        .map(name -> images.path(name).toString())
        .toList();
  }

  /**
   * Reads images in the order of their ids, one unit at a time.
   *
   * @throws IOException if one is missing or not what was drawn
   */
  void forEach(IdRange wanted, Sink sink) throws IOException {
    UnitStore files = folder.units(format);
    long next = wanted.first();
    for (UnitManifest unit : units) {
      IdRange rest = new IdRange(next, (int) Math.max(1, wanted.end() - next));
      Optional<IdRange> taken = unit.ids().intersection(rest);
      if (next < wanted.end() && taken.isPresent() && taken.get().first() == next) {
        sink.accept(cut(files.read(unit), unit.ids(), taken.get()));
        next = taken.get().end();
      }
    }
    if (next < wanted.end()) {
      throw new DamagedFileException(
          "Image %s is missing in %s: sample again".formatted(next, folder.folder(format).path()));
    }
  }

  /** Returns the pixels of images, all in memory. */
  public byte[] pixels(IdRange wanted) throws IOException {
    ByteArrayOutputStream pixels = new ByteArrayOutputStream();
    forEach(wanted, pixels::writeBytes);
    return pixels.toByteArray();
  }

  private byte[] cut(byte[] pixels, IdRange unit, IdRange wanted) {
    int size = folder.shape().size();
    int from = (int) (wanted.first() - unit.first()) * size;
    return Arrays.copyOfRange(pixels, from, from + wanted.count() * size);
  }
}
