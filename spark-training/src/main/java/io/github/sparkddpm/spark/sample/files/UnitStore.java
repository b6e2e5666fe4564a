package io.github.sparkddpm.spark.sample.files;

import io.github.sparkddpm.checkpoint.Sha256;
import io.github.sparkddpm.spark.storage.DamagedFileException;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The images of units in files of one format. */
public final class UnitStore {

  /** The most bytes of a unit, which fit into one array: a unit is written from memory. */
  private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private final OutputFolder folder;
  private final Encoding encoding;

  /** An encoding of a unit's pixels as files, and back: C*H*W bytes an image. */
  interface Encoding {

    /** The names of a unit's files. */
    List<String> names(IdRange unit);

    /** The content of each of them. */
    List<byte[]> encode(IdRange unit, byte[] pixels) throws IOException;

    /** Returns the pixels that {@link #encode} was given. */
    byte[] decode(IdRange unit, List<byte[]> files) throws IOException;
  }

  UnitStore(OutputFolder folder, Encoding encoding) {
    this.folder = folder;
    this.encoding = encoding;
  }

  /** Writes the images of a unit; they count once what is returned is recorded. */
  public UnitManifest write(IdRange unit, byte[] pixels) throws IOException {
    List<byte[]> files = encoding.encode(unit, pixels);
    long bytes = 0;
    for (int i = 0; i < files.size(); i++) {
      folder.write(encoding.names(unit).get(i), files.get(i));
      bytes += files.get(i).length;
    }
    return new UnitManifest(unit.first(), unit.count(), bytes, Sha256.of(pixels));
  }

  /**
   * Reads the pixels of a unit.
   *
   * @throws IOException if they are not what was drawn
   */
  public byte[] read(UnitManifest unit) throws IOException {
    List<String> names = encoding.names(unit.ids());
    List<byte[]> files = new ArrayList<>();
    for (String name : names) {
      files.add(
          folder
              .read(name, MOST_BYTES)
              .orElseThrow(() -> damaged(unit, name + " is missing", null)));
    }
    byte[] pixels = decode(unit, files);
    if (!Sha256.of(pixels).equals(unit.pixelsSha256())) {
      throw damaged(unit, "the digest of their pixels is another", null);
    }
    return pixels;
  }

  private byte[] decode(UnitManifest unit, List<byte[]> files) throws IOException {
    try {
      return encoding.decode(unit.ids(), files);
    } catch (IOException | RuntimeException e) { // Parquet's and ImageIO's of damaged files.
      throw damaged(unit, e.getMessage(), e);
    }
  }

  private IOException damaged(UnitManifest unit, String why, Exception cause) {
    return new DamagedFileException(
        "The samples %s in %s are damaged (%s): delete their files, then sample again"
            .formatted(unit.ids().name(), folder.path(), why),
        cause);
  }

  List<String> names(IdRange unit) {
    return encoding.names(unit);
  }

  /** Returns whether a unit's files are all there and have their recorded length together. */
  public boolean isWhole(UnitManifest unit, Map<String, Long> lengths) {
    // Before as many names are made as a record that lies may tell of images.
    if (unit.bytes() > lengths.values().stream().mapToLong(Long::longValue).sum()) {
      return false;
    }
    List<String> names = encoding.names(unit.ids());
    return lengths.keySet().containsAll(names)
        && names.stream().mapToLong(lengths::get).sum() == unit.bytes();
  }
}
