import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.LossWeight;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Prediction;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.Engines;
import io.github.sparkddpm.network.ImageSize;
import io.github.sparkddpm.network.ParameterLayout;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A run's newest checkpoint, as those see it who draw with it. */
record TrainedModel(
    RunFolder run, Manifest checkpoint, UNetConfig network, GaussianDiffusion diffusion) {

  static TrainedModel newest(RunFolder run) throws IOException {
    Manifest checkpoint =
        run.checkpoints().newest(CheckpointFormat::readManifest).orElseThrow().content();
    GaussianDiffusion diffusion = diffusion(checkpoint.config().get("diffusion"));
    UNetConfig network =
        network(checkpoint.config().get("network"))
            .learningVariance(diffusion.variance() == Variance.LEARNED);
    return new TrainedModel(run, checkpoint, network, diffusion);
  }

  /** Returns the folder of the dataset that it was trained on. */
  String prepared() {
    return checkpoint.config().at("/data/prepared").asText();
  }

  /** Returns a network with the averaged parameters; the caller closes it. */
  UNet load() throws IOException {
    UNet loaded = Engines.dl4j().network(network);
    loaded.load(
        CheckpointFormat.readEma(
            run.checkpoints().folder(checkpoint.step()), ParameterLayout.of(network)));
    return loaded;
  }

  private static GaussianDiffusion diffusion(JsonNode node) {
    NoiseSchedule schedule =
        NoiseSchedule.Kind.valueOf(constant(node.get("schedule")))
            .schedule(node.get("timesteps").asInt());
    return new GaussianDiffusion(
        node.path("zero-terminal-snr").asBoolean() ? schedule.withZeroTerminalSnr() : schedule,
        node.has("target") ? Prediction.valueOf(constant(node.get("target"))) : Prediction.EPSILON,
        LossWeight.SIMPLE,
        Variance.valueOf(constant(node.get("variance"))),
        node.get("clip").asBoolean());
  }

  private static String constant(JsonNode kebab) {
    return kebab.asText().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  private static UNetConfig network(JsonNode network) {
    UNetConfig told = new UNetConfig(
        ImageSize.of(network.get("image-size")),
        network.get("channels").asInt(),
        network.get("base-channels").asInt(),
        integers(network.get("multipliers")),
        network.get("blocks-per-level").asInt(),
        integers(network.get("attention-resolutions")),
        network.get("dropout").asDouble(),
        network.get("groups").asInt());
    return told.withClasses(network.path("classes").asInt());
  }

  private static List<Integer> integers(JsonNode list) {
    List<Integer> values = new ArrayList<>();
    list.forEach(value -> values.add(value.asInt()));
    return values;
  }
}
