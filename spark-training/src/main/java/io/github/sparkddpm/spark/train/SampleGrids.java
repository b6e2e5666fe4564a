package io.github.sparkddpm.spark.train;

import io.github.sparkddpm.data.ClassRows;
import io.github.sparkddpm.data.ImageGrid;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.data.PixelScaling;
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
 * moving average. {@link FewSteps} draws them all from the same noise. Pictures of different steps
 * can therefore be compared image by image.
 */
public final class SampleGrids {

  private static final Logger LOG = LoggerFactory.getLogger(SampleGrids.class);

  /** The pixels a side to which small images are about enlarged. */
  private static final int SIDE = 56;

  private static final int GAP = 2;

  private final TrainingPlan plan;
  private final OutputFolder folder;
  private final SecondNetwork network;

  /**
   * Draws nothing yet.
   *
   * @param network that draws
   */
  public SampleGrids(TrainingPlan plan, OutputFolder folder, SecondNetwork network) {
    this.plan = plan;
    this.folder = folder;
    this.network = network;
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
    write(state.step(), "raw", state.parameters());
    write(state.step(), "ema", state.ema());
  }

  private void write(long step, String weights, INDArray parameters) throws IOException {
    Intervals.Grids grids = plan.training().intervals().grids();
    int count = Labels.wholeTurns(grids.gridImages(), plan.network().classes());
    long[] ids = LongStream.range(0, count).toArray();
    int[] labels = Labels.inTurn(count, plan.network().classes());
    INDArray images =
        new FewSteps(plan, grids.gridSteps()).draw(network.with(parameters), ids, labels);
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

  private ImageGrid picture() {
    int side = Math.max(plan.network().imageShape().height(), plan.network().imageShape().width());
    return new ImageGrid(Math.max(1, SIDE / side), GAP);
  }
}
