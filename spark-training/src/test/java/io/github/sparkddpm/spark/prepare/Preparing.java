package io.github.sparkddpm.spark.prepare;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.image.RgbColor;
import io.github.sparkddpm.spark.data.LocalSpark;
import io.github.sparkddpm.spark.data.PreparedDataset;
import io.github.sparkddpm.spark.source.RawSource;
import java.io.IOException;
import java.nio.file.Path;

/** Preparations as tests want them. */
public final class Preparing {

  public static final long SEED = 1;
  static final long MAX_PIXELS = 1_000_000;

  private Preparing() {}

  public static PreparedDataset dataset(RawSource source, ImageShape shape, int shards, Path folder)
      throws IOException {
    return dataset(source, plan(shape, shards), folder.toString());
  }

  static PreparedDataset dataset(RawSource source, PreparationPlan plan, String folder)
      throws IOException {
    return new DatasetPreparer(LocalSpark.session(), progress -> {}).prepare(source, plan, folder);
  }

  static PreparationPlan plan(ImageShape shape, int shards) {
    return plan(shape, shards, SEED, 0.01, 0);
  }

  static PreparationPlan plan(ImageShape shape, int shards, long seed, double share, int tasks) {
    RgbColor white = RgbColor.of("#ffffff");
    return new PreparationPlan(
        shape, new PrepareConfig(white, MAX_PIXELS, share, seed, tasks), shards);
  }
}
