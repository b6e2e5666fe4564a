package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.spark.storage.OutputFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Several runs side by side.
 *
 * @param runs at least two, with different names
 */
public record Comparison(List<ComparedRun> runs) {

  /** The numbers for programs. */
  public static final String FILE = "comparison.json";

  /** The page for people. */
  public static final String PAGE = "index.html";

  public Comparison {
    runs = List.copyOf(runs);
  }

  /**
   * Writes both files; the numbers come first, for they mark the folder as one of a comparison. The
   * same runs give the same files.
   *
   * @return the paths, the page first
   * @throws io.github.sparkddpm.spark.storage.DamagedFileException if a file of a run cannot be
   *     read
   */
  public List<String> write(OutputFolder output) throws IOException {
    List<Fact> facts = Facts.of(runs);
    ComparisonFile file = file(facts);
    byte[] page = new ComparisonPage(runs, facts, file).html().getBytes(StandardCharsets.UTF_8);
    String json = output.write(FILE, file.toJson()).toString();
    return List.of(output.write(PAGE, page).toString(), json);
  }

  private ComparisonFile file(List<Fact> facts) throws IOException {
    List<Doubt> doubts = Fairness.doubts(runs);
    return new ComparisonFile(
        ComparisonFile.FORMAT_VERSION,
        Version.own(),
        runs.stream().map(run -> numbers(run, facts)).toList(),
        best(facts, doubts),
        doubts,
        Difference.of(runs),
        Chart.of(runs),
        PictureRow.of(runs));
  }

  private static Map<String, Object> numbers(ComparedRun run, List<Fact> facts) {
    Map<String, Object> numbers = new LinkedHashMap<>();
    numbers.put("name", run.name());
    numbers.put("path", Secrets.maskUserInfo(run.folder().path().toString()));
    facts.forEach(fact -> numbers.put(fact.name(), fact.of(run)));
    return numbers;
  }

  private Map<String, List<String>> best(List<Fact> facts, List<Doubt> doubts) {
    Map<String, List<String>> best = new LinkedHashMap<>();
    for (Fact fact : facts) {
      List<String> names = fact.best(runs, doubts).stream().map(i -> runs.get(i).name()).toList();
      if (!names.isEmpty()) {
        best.put(fact.name(), names);
      }
    }
    return best;
  }
}
