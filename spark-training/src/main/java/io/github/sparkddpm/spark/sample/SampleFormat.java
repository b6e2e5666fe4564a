package io.github.sparkddpm.spark.sample;

import java.util.Locale;

/** What samples are written as. */
public enum SampleFormat {
  /** A PNG file an image. */
  PNG("images"),
  /**
   * A Parquet file a unit, with a column {@code image} as Hugging Face's {@code datasets} has it.
   */
  PARQUET("parquet"),
  /** One file in the layout of OpenAI's evaluator: {@code arr_0}, uint8 [N,H,W,3]. */
  NPZ("_units/npz");

  private final String folder;

  SampleFormat(String folder) {
    this.folder = folder;
  }

  /** Where the units' files lie, within the folder of samples. */
  public String folder() {
    return folder;
  }

  /** As configuration and manifests name it. */
  String id() {
    return name().toLowerCase(Locale.ROOT);
  }
}
