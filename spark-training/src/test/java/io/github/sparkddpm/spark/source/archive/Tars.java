package io.github.sparkddpm.spark.source.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** A tar that a test writes by Commons Compress, member by member. */
public final class Tars implements AutoCloseable {

  private final TarArchiveOutputStream out;

  private Tars(OutputStream out, int longNames, int bigNumbers) {
    this.out = new TarArchiveOutputStream(out, StandardCharsets.UTF_8.name());
    this.out.setLongFileMode(longNames);
    this.out.setBigNumberMode(bigNumbers);
  }

  /** A tar in GNU's format; gzipped if its name says so. */
  public static Tars gnu(Path file) throws IOException {
    return new Tars(
        output(file), TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.BIGNUMBER_STAR);
  }

  /** A tar in POSIX's format. */
  public static Tars posix(Path file) throws IOException {
    Tars tar =
        new Tars(
            output(file),
            TarArchiveOutputStream.LONGFILE_POSIX,
            TarArchiveOutputStream.BIGNUMBER_POSIX);
    tar.out.setAddPaxHeadersForNonAsciiNames(true);
    return tar;
  }

  private static OutputStream output(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    OutputStream plain = new BufferedOutputStream(Files.newOutputStream(file));
    return file.toString().endsWith("gz") || file.toString().endsWith("GZ")
        ? new GZIPOutputStream(plain)
        : plain;
  }

  public Tars add(String name, byte[] bytes) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setSize(bytes.length);
    out.putArchiveEntry(entry);
    out.write(bytes);
    out.closeArchiveEntry();
    return this;
  }

  public Tars add(String name, String text) throws IOException {
    return add(name, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a member of a type that has no bytes. */
  public Tars addEmpty(String name, byte type) throws IOException {
    out.putArchiveEntry(new TarArchiveEntry(name, type));
    out.closeArchiveEntry();
    return this;
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
