package io.github.sparkddpm.spark.source.parquet;

import io.github.sparkddpm.spark.source.files.ClassNumber;
import io.github.sparkddpm.spark.storage.Printable;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;

/** Tells the class of a Parquet row; travels to executors. */
sealed interface RowLabel extends Serializable {

  /**
   * Returns the class, if the row has one.
   *
   * @param entry what an error calls the row
   * @throws IllegalArgumentException if the label cannot be the number of a class
   */
  OptionalInt of(Group row, String entry);

  /**
   * The same class for all rows of a file.
   *
   * @param number negative for none
   */
  record Same(int number) implements RowLabel {

    @Override
    public OptionalInt of(Group row, String entry) {
      return number < 0 ? OptionalInt.empty() : OptionalInt.of(number);
    }
  }

  /** A column of whole numbers. */
  record Numbers(String column) implements RowLabel {

    @Override
    public OptionalInt of(Group row, String entry) {
      if (row.getFieldRepetitionCount(column) == 0) {
        return OptionalInt.empty();
      }
      Type type = row.getType().getType(column);
      boolean unsigned = ParquetColumn.isUnsigned(type);
      long number = wide(row, type, unsigned);
      if (number > Integer.MAX_VALUE || (unsigned && number < 0)) {
        throw ClassNumber.tooLarge(unsigned ? Long.toUnsignedString(number) : number, entry);
      }
      // Hugging Face writes -1 where the class is kept secret.
      return number < 0 ? OptionalInt.empty() : OptionalInt.of((int) number);
    }

    private long wide(Group row, Type type, boolean unsigned) {
      if (type.asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
        return row.getLong(column, 0);
      }
      int number = row.getInteger(column, 0);
      return unsigned ? Integer.toUnsignedLong(number) : number;
    }
  }

  /**
   * A column of texts.
   *
   * @param names all texts, sorted: their positions are the classes
   */
  record Texts(String column, List<String> names) implements RowLabel {

    @Override
    public OptionalInt of(Group row, String entry) {
      return text(row, column, entry)
          .map(text -> OptionalInt.of(Collections.binarySearch(names, text)))
          .orElse(OptionalInt.empty());
    }

    /**
     * Returns the text of a row, if it has one.
     *
     * @throws IllegalArgumentException if its bytes are not UTF-8
     */
    static Optional<String> text(Group row, String column, String entry) {
      if (row.getFieldRepetitionCount(column) == 0) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            StandardCharsets.UTF_8
                .newDecoder()
                .decode(row.getBinary(column, 0).toByteBuffer())
                .toString());
      } catch (CharacterCodingException e) {
        throw new IllegalArgumentException(
            "A label in column %s of %s is not UTF-8: write the labels as texts or whole numbers"
                .formatted(column, Printable.of(entry)),
            e);
      }
    }
  }
}
