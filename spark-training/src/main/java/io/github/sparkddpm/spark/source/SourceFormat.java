package io.github.sparkddpm.spark.source;

/** The kinds of sources. */
public enum SourceFormat {
  /** To be told by what is there. */
  AUTO("a source"),
  FOLDER("a folder of images"),
  IDX("IDX files"),
  CIFAR10("CIFAR-10 binary files"),
  PARQUET("Parquet files");

  private final String description;

  SourceFormat(String description) {
    this.description = description;
  }

  /** As in a sentence: "IDX files". */
  public String description() {
    return description;
  }
}
