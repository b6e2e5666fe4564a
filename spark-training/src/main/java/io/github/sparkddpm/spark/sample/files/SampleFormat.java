package io.github.sparkddpm.spark.sample.files;

import java.util.Locale;

/** The file format of samples. */
public enum SampleFormat {
  /** One PNG file an image. */
  PNG("images"),
  /** One Parquet file a unit, with a column {@code image} as in Hugging Face's {@code datasets}. */
  PARQUET("parquet"),
  /** One file in the layout of OpenAI's evaluator: {@code arr_0}, uint8 [N,H,W,3]. */
  NPZ("_units/npz"),
  /** Rows of a table, from units as with {@link #PARQUET}. */
  TABLE("_units/table");

  private final String folder;

  SampleFormat(String folder) {
    this.folder = folder;
  }

  /** Returns the folder of the units' files, within the folder of samples. */
  public String folder() {
    return folder;
  }

  /** Returns the name in configuration and manifests. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
