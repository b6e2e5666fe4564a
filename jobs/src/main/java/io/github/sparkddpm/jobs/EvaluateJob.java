package io.github.sparkddpm.jobs;

import io.github.sparkddpm.evaluation.BoundStatistics;
import io.github.sparkddpm.evaluation.TimestepStrata;
import io.github.sparkddpm.jobs.config.EvaluateConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.display.EvaluationDisplay;
import io.github.sparkddpm.jobs.evaluation.Evaluation;
import io.github.sparkddpm.jobs.evaluation.Evaluation.Features;
import io.github.sparkddpm.jobs.evaluation.EvaluationLines;
import io.github.sparkddpm.jobs.evaluation.EvaluationReport;
import io.github.sparkddpm.jobs.evaluation.FeatureEvaluation;
import io.github.sparkddpm.jobs.evaluation.RealImages;
import io.github.sparkddpm.jobs.mlflow.MlflowEvaluation;
import io.github.sparkddpm.jobs.mlflow.MlflowServer;
import io.github.sparkddpm.jobs.report.ReportFile;
import io.github.sparkddpm.jobs.run.EvaluationFile;
import io.github.sparkddpm.jobs.run.RunFollower;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.jobs.tensorboard.TensorBoardEvaluation;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.spark.evaluate.BoundPlan;
import io.github.sparkddpm.spark.evaluate.DistributedEvaluator;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Judges a model and its images. */
@Command(
    name = "evaluate",
    description = {
      "Measures a checkpoint, as sample finds it, on images that training has not seen: the",
      "variational bound in bits/dim, term by term. With a feature model (evaluate.features) also the",
      "images of sample: their distances from real ones, beside those of real images from each",
      "other, precision and recall, and whether they copy training images. Ends with a page to",
      "read, evaluation/index.html."
    },
    footer = {
      "  spark-ddpm evaluate --config conf/digits.conf",
      "  spark-ddpm evaluate --config conf/digits.conf evaluate.reference-images=100",
      "  spark-ddpm evaluate --config conf/cifar10.conf evaluate.dataset=hdfs:///cifar10-test \\",
      "    evaluate.features.model=inception.onnx"
    })
final class EvaluateJob extends JobCommand {

  private static final Logger LOG = LoggerFactory.getLogger(EvaluateJob.class);

  @Override
  protected String kept() {
    return "what was measured is not kept, and the same command measures again";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    RunFolder folder = new RunFolder(config.output(), hadoop);
    OutputFolder output = folder.evaluation();
    output.requireOwn(EvaluationFile.NAME, "move or delete it, then evaluate again");
    Weights weights =
        config
            .sampling()
            .source(config.output())
            .find(config.network(), config.toJson(), DecisiveKeys::forEvaluation, hadoop);
    RealImages real = RealImages.of(config, hadoop);
    Optional<FeatureEvaluation> features = FeatureEvaluation.of(config, weights, real, hadoop);
    output.requireWritable();
    try (EvaluationDisplay display = new EvaluationDisplay()) {
      var evaluator =
          new DistributedEvaluator(
              spark, config.engine(), partitions(config.evaluate(), spark), display);
      BoundPlan plan = plan(config);
      BoundStatistics bound = evaluator.bound(plan, real.reference(), weights);
      Optional<Features> measured =
          features.isPresent() ? Optional.of(features.get().measure(evaluator)) : Optional.empty();
      Evaluation evaluation =
          new Evaluation(
              config.toJson(),
              Version.all(spark.version()),
              weights,
              real,
              bound,
              plan.strata(),
              measured);
      List<String> results = new EvaluationReport(evaluation, hadoop).write(output);
      EvaluationLines.of(evaluation).forEach(line -> LOG.info("{}", line));
      RunFollower.updateOnce(new ReportFile(folder));
      RunFollower.updateOnce(new TensorBoardEvaluation(folder));
      if (config.mlflow().hasServer()) {
        RunFollower.updateOnce(new MlflowEvaluation(folder, new MlflowServer(config.mlflow())));
      }
      return results;
    }
  }

  private static int partitions(EvaluateConfig evaluate, SparkSession spark) {
    return evaluate.partitions() > 0
        ? evaluate.partitions()
        : spark.sparkContext().defaultParallelism();
  }

  private static BoundPlan plan(RunConfig config) {
    EvaluateConfig evaluate = config.evaluate();
    int timesteps = config.diffusion().timesteps();
    int asked = evaluate.timestepsPerImage();
    int terms = asked == 0 ? timesteps : Math.min(asked, timesteps);
    return new BoundPlan(
        new NoiseStream(config.seed()),
        config.network(),
        config.diffusion().diffusion(),
        new TimestepStrata(timesteps, terms),
        evaluate.batchSize(),
        config.training().threads());
  }
}
