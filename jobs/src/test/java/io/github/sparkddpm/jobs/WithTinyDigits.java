package io.github.sparkddpm.jobs;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of verbs on a few digits, which are prepared once for a class. */
abstract class WithTinyDigits {

  @TempDir static Path shared;
  static TinyDigits digits;

  @BeforeAll
  static void prepareOnce() {
    digits = new TinyDigits(shared);
  }

  @AfterAll
  static void forgetTheMaster() {
    digits.close();
  }
}
