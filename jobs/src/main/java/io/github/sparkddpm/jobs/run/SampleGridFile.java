package io.github.sparkddpm.jobs.run;

import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A picture of samples that a run has drawn on the way.
 *
 * @param name of its file
 * @param step after which it was drawn
 * @param weights {@code raw} or {@code ema}
 */
public record SampleGridFile(String name, long step, String weights) {

  private static final Pattern NAME = Pattern.compile("step-([0-9]{1,18})-(raw|ema)\\.png");

  /** All pictures of a folder, by step. */
  public static List<SampleGridFile> in(OutputFolder folder) throws IOException {
    return folder.lengths().keySet().stream()
        .map(NAME::matcher)
        .filter(Matcher::matches)
        .map(name -> new SampleGridFile(name.group(), Long.parseLong(name.group(1)), name.group(2)))
        .toList();
  }
}
