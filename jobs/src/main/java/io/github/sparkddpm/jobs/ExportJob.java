package io.github.sparkddpm.jobs;

import io.github.sparkddpm.diffusers.Pipeline;
import io.github.sparkddpm.jobs.config.DiffusionConfig;
import io.github.sparkddpm.jobs.config.RunConfig;
import io.github.sparkddpm.jobs.mlflow.MlflowExport;
import io.github.sparkddpm.jobs.mlflow.MlflowServer;
import io.github.sparkddpm.jobs.run.RunFollower;
import io.github.sparkddpm.jobs.run.Version;
import io.github.sparkddpm.onnx.OnnxModel;
import io.github.sparkddpm.spark.storage.RunFolder;
import io.github.sparkddpm.spark.weights.ExportFolder;
import io.github.sparkddpm.spark.weights.Weights;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/** Writes weights for other tools. */
@Command(
    name = "export",
    description = {
      "Writes the averaged parameters of a checkpoint, as sample finds it, as a pipeline of",
      "diffusers into the folder export.output: DDPMPipeline.from_pretrained opens it. The same",
      "folder has the network as an ONNX model."
    },
    footer = {
      "  spark-ddpm export --config conf/digits.conf",
      "  spark-ddpm export --config conf/digits.conf sampling.checkpoint=2000 export.onnx=false",
      "  spark-ddpm export --config conf/cifar10.conf sampling.weights=pipeline export.output=again"
    })
final class ExportJob extends JobCommand {

  private static final Logger LOG = LoggerFactory.getLogger(ExportJob.class);

  @Override
  protected String kept() {
    return "the export is not whole, and the same command writes it again";
  }

  @Override
  protected List<String> run(RunConfig config, SparkSession spark) throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Pipeline pipeline = pipeline(config);
    Weights weights =
        config
            .sampling()
            .source(config.output())
            .find(config.network(), config.toJson(), DecisiveKeys::forSampling, hadoop);
    ExportFolder folder = folder(config, hadoop);
    List<String> paths =
        folder.write(
            new ExportFolder.Content(pipeline, weights, Version.all(spark.version())),
            config.export().onnx());
    LOG.info("Exported the weights of step {} in {}", weights.step(), weights.folder());
    if (config.mlflow().hasServer() && config.sampling().weights().isEmpty()) {
      RunFolder run = new RunFolder(config.output(), hadoop);
      RunFollower.updateOnce(
          new MlflowExport(
              run,
              new MlflowServer(config.mlflow()),
              folder.path(),
              ExportFolder.files(config.export().onnx()),
              weights.step()));
    }
    return paths;
  }

  private static ExportFolder folder(RunConfig config, Configuration hadoop) throws IOException {
    String output = config.export().output();
    return new ExportFolder(
        output.isEmpty() ? new RunFolder(config.output(), hadoop).export() : new Path(output),
        hadoop);
  }

  /** Returns what the weights are of, if it can be exported. */
  private static Pipeline pipeline(RunConfig config) {
    DiffusionConfig diffusion = config.diffusion();
    Pipeline pipeline =
        new Pipeline(
            config.network(),
            diffusion.schedule(),
            diffusion.timesteps(),
            diffusion.zeroTerminalSnr(),
            diffusion.target(),
            diffusion.variance(),
            diffusion.clip());
    try {
      pipeline.requireWritable();
      if (config.export().onnx()) {
        OnnxModel.requireWritable(config.network());
      }
      return pipeline;
    } catch (IllegalArgumentException e) {
      throw new JobException(ExitCode.USAGE, e.getMessage(), e);
    }
  }
}
