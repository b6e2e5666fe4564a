package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import io.github.sparkddpm.spark.source.files.SourceFolder;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * The images of a tar as WebDataset has them: neighbouring members of one key, such as {@code
 * 000012.jpg}, {@code 000012.cls} and {@code 000012.json}, are one sample.
 */
final class TarSamples implements Closeable {

  /** The extensions that img2dataset and WebDataset write beside an image. */
  private static final Set<String> BESIDE = Set.of("cls", "txt", "json");

  private final TarStream tar;
  private final WantedLabel wanted;
  private final boolean reading;
  private final PassedOver.Counter passedOver = new PassedOver.Counter();
  private final Set<String> keys = new HashSet<>();
  private TarMember ahead;

  private TarSamples(TarStream tar, WantedLabel wanted, boolean reading) {
    this.tar = tar;
    this.wanted = wanted;
    this.reading = reading;
  }

  /** Opens a whole tar to read headers and labels, and to look for keys that come again. */
  static TarSamples listing(Path file, WantedLabel wanted, Configuration hadoop)
      throws IOException {
    return new TarSamples(TarStream.open(file, 0, hadoop), wanted, false);
  }

  /** Opens a tar to read its images from a byte on, at which a sample begins. */
  static TarSamples reading(Path file, long from, WantedLabel wanted, Configuration hadoop)
      throws IOException {
    return new TarSamples(TarStream.open(file, from, hadoop), wanted, true);
  }

  /** Returns whether the tar can be entered at a sample. */
  boolean isCuttable() {
    return tar.isCuttable();
  }

  /** Returns what was passed over so far. */
  PassedOver passedOver() {
    return passedOver.total();
  }

  /**
   * Reads the next sample that has an image and, if labels are wanted, a label.
   *
   * @return null after the last
   * @throws IllegalArgumentException if the tar is damaged, or two images have one key
   */
  TarSample next() throws IOException {
    ahead = ahead == null ? nextFile() : ahead;
    while (ahead != null) {
      Group group = new Group(ahead);
      for (; ahead != null && ahead.name().key().equals(group.key); ahead = nextFile()) {
        group.add(ahead);
      }
      TarSample sample = group.finish();
      if (sample != null) {
        return sample;
      }
    }
    return null;
  }

  private TarMember nextFile() throws IOException {
    for (TarMember member = tar.next(); member != null; member = tar.next()) {
      MemberName name = member.name();
      if (name.isHidden()) {
        passedOver.add(Reason.HIDDEN, name.path());
      } else if (member.isFile() || (member.isLink() && name.isSampleImage())) {
        return member;
      } else if (!member.isFolder()) {
        passedOver.add(Reason.OTHER_NAME, name.path());
      }
    }
    return null;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  /** The neighbouring members of one key. */
  private final class Group {

    private final String key;
    private final long start;
    private final PassedOver.Counter beside = new PassedOver.Counter();
    private TarMember image;
    private byte[] bytes;
    private String problem;
    private TarMember labelMember;
    private LabelText label = LabelText.MISSING;

    Group(TarMember first) {
      this.key = first.name().key();
      this.start = first.start();
    }

    void add(TarMember member) throws IOException {
      MemberName name = member.name();
      if (name.isSampleImage()) {
        requireOne(image, member);
        image = member;
        readImage();
      } else if (wanted.extension().filter(name.extension()::equals).isPresent()) {
        requireOne(labelMember, member);
        labelMember = member;
        label = readLabel(member);
      } else if (BESIDE.contains(name.extension())) {
        beside.add(Reason.WITHOUT_IMAGE, name.path());
      } else {
        passedOver.add(Reason.OTHER_NAME, name.path());
      }
    }

    private void requireOne(TarMember before, TarMember member) {
      if (before == null) {
        return;
      }
      String path = member.name().path();
      throw tar.bad(
          before.name().path().equals(path)
              ? "%s is in it twice: keep one of them".formatted(Printable.of(path))
              : "%s and %s are two images of one key: keep one of them, or give them other names"
                  .formatted(Printable.of(before.name().path()), Printable.of(path)));
    }

    private void readImage() throws IOException {
      if (image.isLink()) {
        problem = "it is a link to another member, which is not followed";
      } else if (isTooLarge(image, SourceFolder.MAX_BYTES)) {
        problem = SourceFolder.tooLarge(Math.max(image.size(), image.bytes()));
      } else if (reading) {
        bytes = tar.read();
      }
    }

    private LabelText readLabel(TarMember member) throws IOException {
      return isTooLarge(member, LabelText.MOST_BYTES)
          ? LabelText.bad(
              "has more than the %s bytes that are read".formatted(LabelText.MOST_BYTES))
          : LabelText.of(wanted, tar.read());
    }

    private static boolean isTooLarge(TarMember member, long most) {
      return member.size() > most || member.bytes() > most;
    }

    /** Returns the sample; null if there is none. */
    TarSample finish() {
      if (!reading && (image != null || wanted.isWanted()) && !keys.add(key)) {
        throw tar.bad(
            "the members of %s do not lie together, or are in it twice: write it in the order of names, as tar --sort=name does"
                .formatted(Printable.of(key)));
      }
      if (wanted.kind() == WantedLabel.Kind.FOLDER && image != null) {
        label = LabelText.ofFolder(image.name(), tar.toString());
      }
      if (image == null) {
        passedOver.add(beside.total());
        if (labelMember != null) {
          passedOver.add(Reason.WITHOUT_IMAGE, labelMember.name().path());
        }
        return null;
      }
      if (wanted.isWanted() && label.isMissing()) {
        passedOver.add(Reason.WITHOUT_LABEL, image.name().path());
        return null;
      }
      return new TarSample(image, start, label, bytes, problem);
    }
  }
}
