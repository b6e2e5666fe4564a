package io.github.sparkddpm.jobs;

import io.github.sparkddpm.jobs.config.RunConfig;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;

/** Prepares, trains, samples and evaluates in one go. */
@Command(
    name = "demo",
    description = {
      "Prepares, trains, samples and evaluates in one go, to see everything work once: by default",
      "the bundled digits on a small network (conf/demo.conf), in minutes."
    },
    footer = {"  spark-ddpm demo", "  spark-ddpm demo training.steps=100 output=runs/try"})
final class DemoJob extends JobCommand {

  @Override
  protected boolean trains() {
    return true;
  }

  @Override
  protected String kept() {
    return "what was prepared, trained and drawn is kept, and the same command goes on";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws Exception {
    new PrepareJob().run(config, spark);
    List<String> trained = new TrainJob(stop()).run(config, spark);
    stop()
        .reason()
        .ifPresent(
            signal -> {
              throw new JobException(
                  ExitCode.STOPPED, "Stopped by %s: %s".formatted(signal, kept()));
            });
    List<String> sampled = SampleJob.draw(config, spark);
    List<String> evaluated = new EvaluateJob().run(config, spark);
    return Stream.of(sampled, evaluated, trained).flatMap(List::stream).toList();
  }
}
