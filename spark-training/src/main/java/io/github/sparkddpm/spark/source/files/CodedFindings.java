package io.github.sparkddpm.spark.source.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** The finds of a task in its part of a folder of images, each as {@link Found#coded} has it. */
final class CodedFindings implements Iterator<String> {

  private final Findings findings;
  private Found next;

  CodedFindings(String root, FolderPart part, Configuration hadoop) throws IOException {
    findings = SourceFolder.at(new Path(root), hadoop).findings(part, ImageNames.FILES);
    advance();
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public String next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    String code = next.coded();
    try {
      advance();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return code;
  }

  private void advance() throws IOException {
    next = findings.next();
    if (next == null) {
      findings.close();
    }
  }
}
