package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.source.files.SourceLocations;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * A tar, plain or gzipped, as a stream of its members: one at a time, and no more of it in memory
 * than is asked for.
 *
 * <p>Spark's own version of Commons Compress comes first on a cluster's classpath. It computes for
 * hours on forged times (CVE-2023-42503), keeps headers of any length in memory, and does not say
 * where a member begins, at which a tar can be cut.
 */
final class TarStream implements Closeable {

  private static final int BUFFER_BYTES = 1 << 16;

  /** The longest name or pax header that is read; Linux's names end at 4096 bytes. */
  private static final int MOST_HEADER_BYTES = 1 << 20;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final FSDataInputStream storage;
  private InputStream in;
  private final String file;
  private final long length;
  private long position;
  private long members;
  private TarMember current;
  private long unread;
  private boolean ended;

  private TarStream(
      FSDataInputStream storage, InputStream in, String file, long length, long position) {
    this.storage = storage;
    this.in = in;
    this.file = file;
    this.length = length;
    this.position = position;
  }

  /**
   * Opens a tar.
   *
   * @param from the byte at which a member's header begins; 0 in a gzipped tar
   * @throws IllegalArgumentException if it cannot be opened
   */
  static TarStream open(Path path, long from, Configuration hadoop) throws IOException {
    long length = SourceLocations.status(path, hadoop).getLen();
    FSDataInputStream storage = SourceLocations.open(path, hadoop);
    try {
      boolean gzipped = storage.read() == 0x1F && storage.read() == 0x8B;
      storage.seek(from);
      InputStream in = new BufferedInputStream(storage, BUFFER_BYTES);
      String file = Printable.of(path);
      return gzipped
          ? new TarStream(storage, unzipped(in, file), file, UNKNOWN, 0)
          : new TarStream(storage, in, file, length, from);
    } catch (IOException | RuntimeException e) {
      storage.close();
      throw e;
    }
  }

  private static InputStream unzipped(InputStream in, String file) throws IOException {
    try {
      return new GZIPInputStream(new Unending(in), BUFFER_BYTES);
    } catch (EOFException | ZipException e) {
      throw new IllegalArgumentException(
          "Bad tar %s: it begins as gzip, but is none: fetch it again".formatted(file), e);
    }
  }

  /** Says that more is to come, without which the JDK does not look for a second gzip member. */
  private static final class Unending extends FilterInputStream {

    Unending(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }

  /**
   * Moves on to the next member.
   *
   * @return null after the last
   * @throws IllegalArgumentException if the tar is damaged or truncated
   */
  TarMember next() throws IOException {
    if (ended) {
      return null;
    }
    finishMember();
    long start = position;
    String longName = null;
    PaxRecords pax = new PaxRecords();
    while (true) {
      byte[] block = block();
      if (TarHeader.isZero(block)) {
        requireEnd();
        ended = true;
        return null;
      }
      TarHeader header = new TarHeader(block);
      if (!header.isWhole()) {
        throw noHeader(start);
      }
      switch (header.type()) {
        case 'L' -> longName = text(metadata(header, start));
        case 'K', 'g' -> metadata(header, start); // Targets of links, and notes on all members.
        case 'x', 'X' -> {
          if (!pax.add(metadata(header, start))) {
            throw badHeader(start);
          }
        }
        default -> {
          return begin(header, longName, pax, start);
        }
      }
    }
  }

  private TarMember begin(TarHeader header, String longName, PaxRecords pax, long start)
      throws IOException {
    String name = pax.path() != null ? pax.path() : longName != null ? longName : header.name();
    boolean without = TarMember.isWithoutBytes(header.type());
    long bytes = without ? 0 : pax.size(header.size());
    if (bytes < 0) {
      throw badHeader(start);
    }
    current =
        new TarMember(MemberName.of(name), header.type(), bytes, start, sparse(header, pax, start));
    unread = bytes;
    if (bytes > length - position) {
      throw truncated();
    }
    return current;
  }

  private TarSparse sparse(TarHeader header, PaxRecords pax, long start) throws IOException {
    TarSparse sparse = null;
    if (header.type() == 'S') {
      sparse = TarSparse.of(header, this::block);
    } else if (pax.sparseSize() >= 0) {
      sparse = new TarSparse(pax.sparseMap(), pax.hasSparseMapInBytes(), pax.sparseSize());
    }
    if (sparse != null && sparse.size() < 0) {
      throw badHeader(start);
    }
    return sparse;
  }

  /** Reads the bytes of the current member, which are at most {@link SourceFolder#MAX_BYTES}. */
  byte[] read() throws IOException {
    byte[] stored = read(Math.toIntExact(unread));
    unread = 0;
    if (current.sparse() == null) {
      return stored;
    }
    byte[] whole = current.sparse().whole(stored);
    if (whole == null) {
      throw badHeader(current.start());
    }
    return whole;
  }

  private void finishMember() throws IOException {
    if (current == null) {
      return;
    }
    skip(unread + padding(current.bytes()));
    unread = 0;
    current = null;
    members++;
  }

  private byte[] metadata(TarHeader header, long start) throws IOException {
    long bytes = header.size();
    if (bytes < 0 || bytes > MOST_HEADER_BYTES) {
      throw badHeader(start);
    }
    byte[] metadata = read((int) bytes);
    skip(padding(bytes));
    return metadata;
  }

  private static long padding(long bytes) {
    return -bytes & (TarHeader.BLOCK - 1);
  }

  private static String text(byte[] name) {
    int end = name.length;
    while (end > 0 && name[end - 1] == 0) {
      end--;
    }
    return new String(name, 0, end, StandardCharsets.UTF_8);
  }

  private byte[] block() throws IOException {
    return read(TarHeader.BLOCK);
  }

  private byte[] read(int bytes) throws IOException {
    byte[] read;
    try {
      read = in.readNBytes(bytes); // Grows with what is there, whatever a header claims.
    } catch (EOFException e) {
      throw truncated();
    } catch (ZipException e) {
      throw badGzip(e);
    }
    if (read.length < bytes) {
      throw truncated();
    }
    position += bytes;
    return read;
  }

  private void skip(long bytes) throws IOException {
    if (bytes > length - position) {
      throw truncated();
    }
    try {
      if (bytes > BUFFER_BYTES && isCuttable()) {
        // A stream from a bucket skips by fetching; it seeks without.
        storage.seek(position + bytes);
        in = new BufferedInputStream(storage, BUFFER_BYTES);
      } else {
        in.skipNBytes(bytes);
      }
    } catch (EOFException e) {
      throw truncated();
    } catch (ZipException e) {
      throw badGzip(e);
    }
    position += bytes;
  }

  /** Requires that nothing but zeros follows the mark of the end. */
  private void requireEnd() throws IOException {
    long end = position;
    byte[] rest;
    try {
      do {
        rest = in.readNBytes(TarHeader.BLOCK);
      } while (rest.length > 0 && TarHeader.isZero(rest));
    } catch (EOFException e) {
      throw truncated();
    } catch (ZipException e) {
      throw badGzip(e);
    }
    if (rest.length > 0) {
      throw bad(
          "more follows after the end of its %s members, at byte %s, as in tars put together by cat: unpack it with tar -i, and write it again"
              .formatted(members, end));
    }
  }

  private IllegalArgumentException truncated() {
    if (members == 0 && current == null) {
      return length == 0
          ? bad("it is empty: fetch it again, or remove it")
          : bad("it ends before its first member does: fetch it again, or remove it");
    }
    return bad(
        "it is truncated, and ends %s after %s whole members (%s bytes): fetch it again, or remove it"
            .formatted(
                current == null
                    ? "without the mark of its end"
                    : "within " + Printable.of(current.name().path()),
                members,
                current == null ? position : current.start()));
  }

  private IllegalArgumentException noHeader(long start) {
    return members == 0 && start == 0
        ? new IllegalArgumentException(
            "%s is no tar: its first block is no header of a member; fetch it again, or remove it"
                .formatted(file))
        : bad(
            "after %s members, at byte %s, there is no header of another: fetch it again, or remove it"
                .formatted(members, start));
  }

  private IllegalArgumentException badHeader(long start) {
    return bad(
        "the header of a member after %s others, at byte %s, makes no sense: write it again, or remove it"
            .formatted(members, start));
  }

  private IllegalArgumentException badGzip(ZipException e) {
    IllegalArgumentException bad =
        bad(
            "its gzip is damaged after %s members (%s bytes unpacked): fetch it again, or remove it"
                .formatted(members, position));
    bad.initCause(e);
    return bad;
  }

  /** Returns the error for a damaged tar. */
  IllegalArgumentException bad(String why) {
    return new IllegalArgumentException("Bad tar %s: %s".formatted(file, why));
  }

  /** Returns whether it can be opened at any member: not if it is gzipped. */
  boolean isCuttable() {
    return length != UNKNOWN;
  }

  /** Returns the tar's path as messages have it. */
  @Override
  public String toString() {
    return file;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
