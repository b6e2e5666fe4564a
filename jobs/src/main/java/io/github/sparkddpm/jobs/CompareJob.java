package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.compare.ComparedRun;
import io.github.sparkddpm.jobs.compare.Comparison;
import io.github.sparkddpm.jobs.config.ConfigurationException;
import io.github.sparkddpm.jobs.config.LoadedConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.Printable;
import io.github.sparkddpm.spark.train.StopRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows several runs side by side. It reads their folders by itself, without a Spark session. */
@Command(
    name = "compare",
    description = {
      "Shows several runs side by side, on one page and as JSON: where their configurations differ,",
      "how far they are, their curves, the distances that evaluate has measured, and the pictures",
      "that they drew from the same noise. Says in words what cannot be compared, and why. Runs may",
      "still train. Reads the runs' folders and needs no cluster."
    },
    footer = {
      "  spark-ddpm compare runs/small runs/large",
      "  spark-ddpm compare runs/* --output comparisons/learning-rates",
      "  spark-ddpm compare runs/digits s3a://bucket/digits hdfs:///runs/digits \\",
      "    s3.endpoint=http://minio:9000 s3.path-style=true"
    })
final class CompareJob extends Verb {

  private static final int FEWEST = 2;
  private static final String SECTION = "s3.";

  @Option(
      names = "--output",
      paramLabel = "FOLDER",
      defaultValue = "comparison",
      description =
          "The folder of index.html and comparison.json, on any file system (${DEFAULT-VALUE}). An"
              + " earlier comparison there is replaced.")
  private String output;

  @Parameters(
      paramLabel = "RUN... [s3.key=value...]",
      hideParamSyntax = true,
      arity = "0..*",
      description = {
        "RUN: the folder of a run, as output named it, on any file system; two or more.",
        "s3.key=value: overrides of the preset. Of a configuration only the section s3 is used: each"
            + " run has brought its own."
      })
  private List<String> words = List.of();

  CompareJob() {
    super(new StopRequest());
  }

  @Override
  protected String kept() {
    return "the runs are as they were, and the same command compares them again";
  }

  @Override
  protected List<String> overrides() {
    List<String> overrides = words.stream().filter(CompareJob::isOverride).toList();
    overrides.forEach(this::requireUsed);
    return overrides;
  }

  @Override
  protected boolean uses(String key) {
    return (key + ".").startsWith(SECTION);
  }

  @Override
  protected List<String> plan(RunConfig config, Configuration hadoop) {
    List<String> lines = new ArrayList<>();
    for (String run : runs()) {
      lines.add("# Would compare " + Printable.of(Locations.resolved(run, hadoop)));
    }
    lines.add(
        "# Would write %s and %s into %s"
            .formatted(
                Comparison.PAGE,
                Comparison.FILE,
                Printable.of(Locations.resolved(output, hadoop))));
    return lines;
  }

  @Override
  protected List<String> perform(LoadedConfig loaded) throws IOException {
    List<String> named = runs();
    Configuration hadoop = hadoop(loaded.run());
    List<Path> folders =
        named.stream().map(run -> new Path(Locations.qualified(run, hadoop))).toList();
    requireDifferent(named, folders);
    OutputFolder target = new OutputFolder(new Path(Locations.qualified(output, hadoop)), hadoop);
    target.requireOwn(Comparison.FILE, "name another folder by --output");
    return new Comparison(ComparedRun.read(folders, hadoop)).write(target);
  }

  /** Returns whether a word is an override. A folder of such a name is written with a slash. */
  private static boolean isOverride(String word) {
    int equals = word.indexOf('=');
    return equals > 0 && !word.substring(0, equals).contains("/");
  }

  private void requireUsed(String override) {
    String key = override.substring(0, override.indexOf('=')).strip();
    if (!uses(key)) {
      throw new ConfigurationException(
          "compare does not use %s: each run has a configuration of its own, so give keys of s3 alone, --output for the folder, and ./%s for a run of that name"
              .formatted(key, override));
    }
  }

  private List<String> runs() {
    List<String> runs = words.stream().filter(word -> !isOverride(word)).toList();
    if (runs.size() < FEWEST) {
      throw new JobException(
          ExitCode.USAGE,
          "compare needs the folders of at least two runs, and was given %s: name more, as in spark-ddpm compare runs/a runs/b"
              .formatted(runs.isEmpty() ? "none" : "only " + runs.get(0)));
    }
    return runs;
  }

  private static void requireDifferent(List<String> named, List<Path> folders) {
    for (int i = 0; i < folders.size(); i++) {
      if (folders.indexOf(folders.get(i)) < i) {
        throw new JobException(
            ExitCode.USAGE,
            "The run %s is named twice: name each run once".formatted(named.get(i)));
      }
    }
  }
}
