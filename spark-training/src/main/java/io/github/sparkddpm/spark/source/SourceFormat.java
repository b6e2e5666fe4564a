package io.github.sparkddpm.spark.source;

/** The kinds of sources. */
public enum SourceFormat {
  /** The format is detected from the files that are there. */
  AUTO("a source"),
  FOLDER("a folder of images"),
  IDX("IDX files"),
  CIFAR10("CIFAR-10 binary files"),
  PARQUET("Parquet files"),
  WEBDATASET("WebDataset tars"),
  ZIP("zip files"),
  /** Rows that Spark SQL knows by a name, a path or a query. */
  TABLE("a table");

  private final String description;

  SourceFormat(String description) {
    this.description = description;
  }

  /** Returns the name for a sentence, such as "IDX files". */
  public String description() {
    return description;
  }
}
