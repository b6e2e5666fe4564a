package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.data.ClassRows;
import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.PixelScaling;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.engine.Engine;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNet;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.sampling.DpmSolverSampler;
import io.github.sparkddpm.sampling.ReverseChain;
import io.github.sparkddpm.sampling.Sampler;
import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.sampling.Timesteps;
import io.github.sparkddpm.sampling.X0Estimator;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.training.TrainingState;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pictures that the network would draw now: one with the parameters as they are, one with their
 * moving average. SDE-DPM-Solver++ draws them all from the same noise, that of the run's first
 * samples. Pictures of different steps can therefore be compared image by image.
 *
 * <p>A network of their own draws them, so that training does not depend on whether there are any.
 */
public final class SampleGrids implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SampleGrids.class);

  /** The pixels a side to which small images are about enlarged. */
  private static final int SIDE = 56;

  private static final int GAP = 2;

  private static final int ORDER = 2;

  /** All the noise: it hides what a network that is not trained well yet gets wrong. */
  private static final double ETA = 1;

  private final TrainingPlan plan;
  private final OutputFolder folder;
  private final Engine engine;
  private UNet network;

  /** Draws nothing yet. */
  public SampleGrids(TrainingPlan plan, OutputFolder folder, Engine engine) {
    this.plan = plan;
    this.folder = folder;
    this.engine = engine;
  }

  /**
   * Draws and writes both pictures, if they are due.
   *
   * @param before steps trained when this was called last
   * @param done steps trained by now, more than that
   * @param state the state after them
   * @throws io.github.sparkddpm.spark.storage.OutputWriteException if one cannot be written
   */
  public void drawIfDue(long before, long done, Supplier<TrainingState> state) throws IOException {
    if (plan.training().intervals().grids().isDue(before, done)) {
      draw(state.get());
    }
  }

  private void draw(TrainingState state) throws IOException {
    if (network == null) {
      network = engine.network(plan.network());
    }
    write(state.step(), "raw", state.parameters());
    write(state.step(), "ema", state.ema());
  }

  private void write(long step, String weights, INDArray parameters) throws IOException {
    network.load(parameters);
    int count =
        Labels.wholeTurns(
            plan.training().intervals().grids().gridImages(), plan.network().classes());
    long[] ids = LongStream.range(0, count).toArray();
    int[] labels = Labels.inTurn(count, plan.network().classes());
    INDArray images = sampler(labels).sample(ids);
    if (!Double.isFinite(images.sumNumber().doubleValue())) {
      // A failed picture does not end the run; its gradients decide that.
      LOG.warn(
          "No picture of step {} ({}): the network draws values that are not finite",
          step,
          weights);
      return;
    }
    ClassRows rows = ClassRows.of(labels, (int) Math.ceil(Math.sqrt(count)));
    byte[] pixels = rows.arrange(PixelScaling.unscale(images), plan.network().imageShape().size());
    folder.write(
        String.format(Locale.ROOT, "step-%09d-%s.png", step, weights),
        ImageGrid.png(picture().render(pixels, plan.network().imageShape(), rows.columns())));
  }

  private Sampler sampler(int[] labels) {
    GaussianDiffusion diffusion = plan.diffusion();
    int steps = plan.training().intervals().grids().gridSteps();
    Timesteps timesteps =
        TimestepSpacing.LINSPACE.chooseAboveZero(diffusion.schedule().timesteps(), steps);
    ReverseChain chain =
        new ReverseChain(
            new GuidedModel(network, 1, labels),
            timesteps,
            plan.network().imageShape(),
            new NoiseStream(plan.seed()));
    return new DpmSolverSampler(
        chain,
        diffusion,
        new DpmSolverSampler.Settings(
            X0Estimator.of(diffusion), ORDER, ETA, steps < DpmSolverSampler.FEW_STEPS));
  }

  @Override
  public void close() {
    if (network != null) {
      network.close();
    }
  }

  private ImageGrid picture() {
    int side = Math.max(plan.network().imageShape().height(), plan.network().imageShape().width());
    return new ImageGrid(Math.max(1, SIDE / side), GAP);
  }
}
