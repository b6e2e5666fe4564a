package io.github.sparkddpm.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.BatchSource;
import io.github.sparkddpm.data.EpochOrder;
import io.github.sparkddpm.data.ImageRange;
import io.github.sparkddpm.data.ImageSet;
import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.data.ImageSource;
import io.github.sparkddpm.data.LabelledImage;
import io.github.sparkddpm.data.Presentation;
import io.github.sparkddpm.data.WorkerSlice;
import io.github.sparkddpm.diffusion.GaussianDiffusion;
import io.github.sparkddpm.diffusion.NoiseSchedule;
import io.github.sparkddpm.diffusion.Variance;
import io.github.sparkddpm.engine.GraphLearner;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.network.graph.GraphUNet;
import io.github.sparkddpm.random.NoiseStream;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class BatchFeedTest {

  private static final int STEPS = 9;
  private static final NoiseStream NOISE = new NoiseStream(5);
  private static final ImageShape SHAPE = new ImageShape(1, 8, 8);
  private static final OptimizerConfig OPTIMIZER = new OptimizerConfig(2e-3, 10, 1, 0.99, 0);

  @Test
  void batchesThatAreDrawnAheadTrainTheSameNetworkBitForBit() throws IOException {
    assertThat(train(true)).matches(train(false)::isSameAs);
  }

  @Test
  void whatTheImagesFailWithIsThrownToTheOneWhoTrains() throws IOException {
    IOException reason = new IOException("the disk is gone");
    try (BatchSource images =
            images(
                range -> {
                  throw reason;
                });
        BatchFeed feed = new BatchFeed(trainer(), images, STEPS, true)) {
      assertThatThrownBy(() -> feed.take(0)).isSameAs(reason);
    }
  }

  @Test
  void aBatchOfAnotherStepIsRefused() throws IOException {
    Trainer trainer = trainer();
    try (BatchSource images = images(BatchFeedTest::load);
        BatchFeed feed = new BatchFeed(trainer, images, STEPS, true)) {
      TrainingBatch later = feed.take(1);
      ReplicaExchange alone = new ReplicaExchange(WorkerSlice.WHOLE, 4, AllReduce.alone());
      assertThatThrownBy(() -> trainer.step(later, alone))
          .hasMessageContaining("A batch of step 1 in step 0");
    }
  }

  private static TrainingState train(boolean ahead) throws IOException {
    Trainer trainer = trainer();
    ReplicaExchange alone = new ReplicaExchange(WorkerSlice.WHOLE, 4, AllReduce.alone());
    try (BatchSource images = images(BatchFeedTest::load);
        BatchFeed feed = new BatchFeed(trainer, images, STEPS, ahead)) {
      for (int step = 0; step < STEPS; step++) {
        trainer.step(feed.take(step), alone);
      }
    }
    return trainer.learner().state();
  }

  private static Trainer trainer() {
    UNetConfig tiny = new UNetConfig(8, 1, 8, List.of(1, 2), 1, List.of(4), 0.1, 4);
    GaussianDiffusion diffusion =
        new GaussianDiffusion(NoiseSchedule.linear(1000), Variance.FIXED_SMALL, true);
    return new Trainer(
        new GraphLearner(GraphUNet.create(tiny, 1), OPTIMIZER), diffusion, OPTIMIZER, NOISE);
  }

  /** Windows of 8 of 20 images, so that the feed crosses several. */
  private static BatchSource images(ImageSource source) {
    return new BatchSource(
        new EpochOrder(NOISE, 20, 4, 8),
        source,
        new Presentation(NOISE, true, 0),
        WorkerSlice.WHOLE);
  }

  private static ImageSet load(ImageRange range) {
    ImageSet.Builder images = new ImageSet.Builder(SHAPE, range.count());
    for (long id = range.firstId(); id < range.endId(); id++) {
      byte[] pixels = new byte[SHAPE.size()];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (byte) (id + 7L * p);
      }
      images.add(new LabelledImage(id, OptionalInt.empty(), pixels));
    }
    return images.build();
  }
}
