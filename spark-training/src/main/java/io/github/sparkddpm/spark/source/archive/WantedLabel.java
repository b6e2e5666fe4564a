package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.ImageNames;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * The label that an image of an archive is to have.
 *
 * @param kind where it is
 * @param name the extension of the member beside the image, or the field of the .json; empty
 *     otherwise
 */
public record WantedLabel(Kind kind, String name) implements Serializable {

  private static final String JSON = "json";
  private static final String FIELD = JSON + ".";

  /** The places of labels. */
  public enum Kind {
    NONE,
    /** The first folder of a member's path. */
    FOLDER,
    /** The text of a member beside the image. */
    MEMBER,
    /** A field of the .json beside the image. */
    FIELD
  }

  /** Wants no labels. */
  public static WantedLabel none() {
    return new WantedLabel(Kind.NONE, "");
  }

  /** Wants the names of folders. */
  public static WantedLabel ofFolders() {
    return new WantedLabel(Kind.FOLDER, "");
  }

  /**
   * Returns what a value of data.label-column wants.
   *
   * @param column an extension such as {@code cls}, or {@code json.} and a field
   * @throws IllegalArgumentException if it can be neither
   */
  public static WantedLabel of(String column) {
    if (column.startsWith(FIELD) && column.length() > FIELD.length()) {
      return new WantedLabel(Kind.FIELD, column.substring(FIELD.length()));
    }
    String extension = column.toLowerCase(Locale.ROOT);
    if (extension.equals(JSON) || extension.startsWith(FIELD) || ImageNames.isImage("." + column)) {
      throw new IllegalArgumentException(
          "data.label-column = %s names no label of a WebDataset tar: give the extension of the"
                  .formatted(column)
              + " labels' members, as cls, or a field of the .json, as json.label");
    }
    return new WantedLabel(Kind.MEMBER, extension);
  }

  /** Returns whether members have labels at all. */
  boolean isWanted() {
    return kind != Kind.NONE;
  }

  /** Returns the extension of the members that the labels are read from, if they are in members. */
  Optional<String> extension() {
    return switch (kind) {
      case NONE, FOLDER -> Optional.empty();
      case MEMBER -> Optional.of(name);
      case FIELD -> Optional.of(JSON);
    };
  }
}
