package io.github.sparkddpm.jobs.report;

import io.github.sparkddpm.jobs.run.RunView;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hadoop.fs.Path;

/** The report in a run's folder. */
public record ReportFile(RunFolder run) implements RunView {

  @Override
  public String name() {
    return "The report " + new Path(run.path(), RunReport.FILE);
  }

  @Override
  public Optional<Path> path() {
    return Optional.of(new Path(run.path(), RunReport.FILE));
  }

  @Override
  public void update() throws IOException {
    byte[] html = new RunReport(run).html().getBytes(StandardCharsets.UTF_8);
    run.files().write(RunReport.FILE, html);
  }
}
