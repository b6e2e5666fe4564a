package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.ClassNumber;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/**
 * The classes that labels of archives stand for: the labels themselves if all are whole numbers,
 * and otherwise their places in the order of names.
 *
 * @param names all labels, sorted; empty if they are numbers, or there are none
 */
record ArchiveClasses(List<String> names) implements Serializable {

  ArchiveClasses {
    names = List.copyOf(names);
  }

  /**
   * Returns the classes of labels.
   *
   * @param labels all there are, sorted, each once
   */
  static ArchiveClasses of(WantedLabel wanted, Collection<String> labels) {
    boolean numbers =
        wanted.kind() != WantedLabel.Kind.FOLDER && labels.stream().allMatch(ClassNumber::isNumber);
    return new ArchiveClasses(numbers ? List.of() : List.copyOf(labels));
  }

  /**
   * Returns the class of a label.
   *
   * @param text null for none
   * @throws IllegalArgumentException if the label was not there when the archives were listed
   */
  OptionalInt of(String text, String image) {
    if (text == null) {
      return OptionalInt.empty();
    }
    int number =
        !names.isEmpty()
            ? Collections.binarySearch(names, text)
            : ClassNumber.isNumber(text) ? Integer.parseInt(text) : -1;
    if (number < 0) {
      throw ArchivePart.changed(image);
    }
    return OptionalInt.of(number);
  }
}
