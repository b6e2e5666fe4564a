package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.ImageNames;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import io.github.sparkddpm.spark.source.files.SourceEntry;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The images of an open zip file, in the order of its directory, which is in memory. */
final class ZipImages implements Closeable {

  private static final Set<ZipMethod> METHODS =
      Set.of(ZipMethod.STORED, ZipMethod.DEFLATED, ZipMethod.ENHANCED_DEFLATED, ZipMethod.BZIP2);

  private final ZipFile zip;
  private final StoredChannel channel;
  private final String file;
  private final List<ZipArchiveEntry> images = new ArrayList<>();
  private final PassedOver.Counter passedOver = new PassedOver.Counter();

  private ZipImages(ZipFile zip, StoredChannel channel, String file) {
    this.zip = zip;
    this.channel = channel;
    this.file = file;
  }

  /**
   * Opens a zip file.
   *
   * @throws IllegalArgumentException if it is none, it is damaged or it holds a name twice
   */
  static ZipImages open(Path path, Configuration hadoop) throws IOException {
    long length = SourceLocations.status(path, hadoop).getLen();
    StoredChannel channel = new StoredChannel(SourceLocations.open(path, hadoop), length);
    String file = Printable.of(path);
    try {
      ZipImages images = new ZipImages(zip(channel, file), channel, file);
      images.find();
      return images;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static ZipFile zip(StoredChannel channel, String file) throws IOException {
    try {
      // Headers beside the images repeat the directory's: those of images alone are read.
      return new ZipFile(channel, file, StandardCharsets.UTF_8.name(), true, true);
    } catch (IOException | RuntimeException e) { // It has no exception of its own for damage.
      channel.throwIfFailed();
      throw new IllegalArgumentException(
          "%s is no whole zip file (%s): fetch it again, or remove it"
              .formatted(file, Printable.of(String.valueOf(e.getMessage()))),
          e);
    }
  }

  private void find() {
    Set<String> names = new HashSet<>();
    for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
      MemberName name = MemberName.of(entry.getName());
      if (entry.isDirectory()) {
        continue;
      }
      if (name.isHidden()) {
        passedOver.add(Reason.HIDDEN, name.path());
      } else if (!ImageNames.isImage(name.path().substring(name.path().lastIndexOf('/') + 1))) {
        passedOver.add(Reason.OTHER_NAME, name.path());
      } else if (names.add(name.path())) {
        images.add(entry);
      } else {
        throw new IllegalArgumentException(
            "Bad zip file %s: %s is in it twice: keep one of them"
                .formatted(file, Printable.of(name.path())));
      }
    }
  }

  List<ZipArchiveEntry> images() {
    return images;
  }

  PassedOver passedOver() {
    return passedOver.total();
  }

  /**
   * Reads an image.
   *
   * @param name for reports
   * @throws IOException for the storage's trouble, which may pass
   */
  SourceEntry entry(ZipArchiveEntry image, String name, OptionalInt label) throws IOException {
    String problem = problem(image);
    if (problem != null) {
      return SourceEntry.unreadable(name, label, problem);
    }
    byte[] bytes;
    try (InputStream in = zip.getInputStream(image)) {
      // No more than the directory claims, plus one to find out: it may be a bomb.
      bytes = in.readNBytes((int) image.getSize() + 1);
    } catch (IOException | RuntimeException e) { // It has no exception of its own for damage.
      channel.throwIfFailed();
      return SourceEntry.unreadable(
          name, label, "its bytes in the zip are damaged: " + Printable.of(e.getMessage()));
    }
    return isWhole(image, bytes)
        ? SourceEntry.file(name, label, bytes)
        : SourceEntry.unreadable(
            name, label, "its bytes are not those that the zip has the checksum of");
  }

  private static String problem(ZipArchiveEntry image) {
    if (image.getGeneralPurposeBit().usesEncryption()) {
      return "it is encrypted: unpack the zip with its password";
    }
    if (image.isUnixSymlink()) {
      return "it is a link to another member, which is not followed";
    }
    ZipMethod method = ZipMethod.getMethodByCode(image.getMethod());
    if (method == null || !METHODS.contains(method)) {
      return String.format(
          Locale.ROOT,
          "it is compressed by method %d (%s), which is not read: zip it again",
          image.getMethod(),
          method);
    }
    return image.getSize() > SourceFolder.MAX_BYTES ? SourceFolder.tooLarge(image.getSize()) : null;
  }

  private static boolean isWhole(ZipArchiveEntry image, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return bytes.length == image.getSize() && crc.getValue() == image.getCrc();
  }

  /** Returns the file's path as messages have it. */
  @Override
  public String toString() {
    return file;
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
