package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.spark.data.PreparedDataset;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Tests of training on one tiny dataset, which is prepared once for a class. */
public abstract class WithTinyDataset {

  @TempDir protected static Path shared;
  protected static PreparedDataset dataset;

  @BeforeAll
  static void prepare() throws IOException {
    dataset = TinyRun.dataset(shared);
  }
}
