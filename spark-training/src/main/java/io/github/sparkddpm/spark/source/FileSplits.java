package io.github.sparkddpm.spark.source;

import io.github.sparkddpm.spark.source.files.SourceSplit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Cuts sorted names of files into splits. */
final class FileSplits implements Iterator<SourceSplit> {

  private static final int FILES_A_SPLIT = 64;

  private final String root;
  private final List<String> classes;
  private final Iterator<String> names;
  private int next;

  FileSplits(String root, List<String> classes, int firstIndex, Iterator<String> names) {
    this.root = root;
    this.classes = classes;
    this.next = firstIndex;
    this.names = names;
  }

  @Override
  public boolean hasNext() {
    return names.hasNext();
  }

  @Override
  public SourceSplit next() {
    List<String> files = new ArrayList<>(FILES_A_SPLIT);
    do {
      files.add(names.next());
    } while (files.size() < FILES_A_SPLIT && names.hasNext());
    SourceSplit split = FileSplit.of(root, next, files, classes);
    next += files.size();
    return split;
  }
}
