package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sparkddpm.data.BatchSource.Batch;
import io.github.sparkddpm.random.NoiseStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchSourceTest {

  private static final ImageShape SHAPE = new ImageShape(3, 2, 5);
  private static final int COUNT = 40;
  private static final NoiseStream NOISE = new NoiseStream(3);
  private static final Presentation SHOWN = new Presentation(NOISE, true, 0);

  private final List<ImageRange> loads = new CopyOnWriteArrayList<>();
  private final Semaphore loaded = new Semaphore(0);

  @Test
  void aBatchHoldsTheImagesItNames() throws IOException {
    ImageSet images = images(new ImageRange(0, COUNT));
    Batch batch = source(16, COUNT, false, WorkerSlice.WHOLE).batch(4);
    assertThat(batch.ids()).hasSize(16).doesNotHaveDuplicates();
    for (int b = 0; b < 16; b++) {
      assertThat(batch.x0().get(NDArrayIndex.interval(b, b + 1)))
          .isEqualTo(images.batch(images.position(batch.ids()[b])));
    }
  }

  @Test
  void aFlippedImageHasItsColumnsReversedAndAboutHalfAreFlipped() throws IOException {
    BatchSource plain = source(COUNT, COUNT, false, WorkerSlice.WHOLE);
    BatchSource flipping = source(COUNT, COUNT, true, WorkerSlice.WHOLE);
    int flipped = 0;
    for (int b = 0; b < COUNT; b++) {
      float[][][] before = pixels(plain.batch(2), b);
      float[][][] after = pixels(flipping.batch(2), b);
      if (before[0][0][0] != after[0][0][0]) {
        flipped++;
        reverseRows(after);
      }
      assertThat(after).isDeepEqualTo(before);
    }
    assertThat(flipped).isBetween(10, 30);
  }

  @Test
  void aShareOfTheExamplesIsShownWithoutItsClassWhoeverShowsIt() throws IOException {
    ImageSet images = images(new ImageRange(0, COUNT));
    BatchSource whole = source(COUNT, COUNT, false, WorkerSlice.WHOLE);
    BatchSource half = source(COUNT, COUNT, false, WorkerSlice.of(1, 2));
    int dropped = 0;
    for (long step = 0; step < 10; step++) {
      Batch all = whole.batch(step);
      Batch some = half.batch(step);
      assertThat(some.labels())
          .isEqualTo(Arrays.copyOfRange(all.labels(), COUNT - some.labels().length, COUNT));
      for (int b = 0; b < COUNT; b++) {
        int label = images.label(images.position(all.ids()[b])).orElseThrow();
        assertThat(all.labels()[b]).isIn(label, Labels.NONE);
        dropped += all.labels()[b] == Labels.NONE ? 1 : 0;
      }
    }
    // 400 draws of 0.3: within four standard deviations.
    assertThat(dropped).isBetween(84, 156);
  }

  @ParameterizedTest(name = "windows of {0}")
  @ValueSource(ints = {COUNT, 7})
  void aStepHasTheSameBatchWhicheverStepsWereAskedForBefore(int window) throws IOException {
    try (BatchSource forwards = source(6, window, true, WorkerSlice.WHOLE);
        BatchSource backwards = source(6, window, true, WorkerSlice.WHOLE)) {
      List<Batch> expected = new ArrayList<>();
      for (long step = 0; step < 20; step++) {
        expected.add(forwards.batch(step));
      }
      for (int step = 19; step >= 0; step--) {
        assertSame(backwards.batch(step), expected.get(step));
      }
    }
  }

  @ParameterizedTest(name = "{0} workers")
  @ValueSource(ints = {1, 2, 3, 4})
  void theWorkersBatchesTogetherAreTheWholeOne(int workers) throws IOException {
    try (BatchSource whole = source(7, 15, true, WorkerSlice.WHOLE)) {
      List<BatchSource> parts = new ArrayList<>();
      for (int rank = 0; rank < workers; rank++) {
        parts.add(source(7, 15, true, WorkerSlice.of(rank, workers)));
      }
      for (long step = 0; step < 15; step++) {
        List<INDArray> images = new ArrayList<>();
        List<Long> ids = new ArrayList<>();
        for (BatchSource part : parts) {
          Batch batch = part.batch(step);
          images.add(batch.x0());
          Arrays.stream(batch.ids()).forEach(ids::add);
        }
        Batch batch = whole.batch(step);
        assertThat(ids).containsExactly(Arrays.stream(batch.ids()).boxed().toArray(Long[]::new));
        assertThat(Nd4j.concat(0, images.toArray(INDArray[]::new))).isEqualTo(batch.x0());
      }
      parts.forEach(BatchSource::close);
    }
  }

  @Test
  void aDatasetOfOneWindowIsLoadedOnce() throws IOException {
    try (BatchSource batches = source(16, COUNT, true, WorkerSlice.of(1, 2))) {
      for (long step = 0; step < 30; step++) {
        batches.batch(step);
      }
    }
    assertThat(loads).containsExactly(new ImageRange(20, 20));
  }

  @Test
  void theNextWindowIsLoadedWhileTheCurrentOneIsUsedAndNoMoreThanThat() throws Exception {
    EpochOrder order = new EpochOrder(NOISE, COUNT, 5, 10);
    try (BatchSource batches = source(5, 10, false, WorkerSlice.WHOLE)) {
      batches.batch(0);
      loaded.acquire(2);
      assertThat(loads)
          .containsExactly(
              order.images(order.visit(0).window()), order.images(order.visit(2).window()));
      batches.batch(1);
      assertThat(loads).hasSize(2);
      batches.batch(2);
      loaded.acquire();
      assertThat(loads).hasSize(3).last().isEqualTo(order.images(order.visit(4).window()));
    }
  }

  @Test
  void aFailureToLoadAheadComesWhenItsImagesAreNeededAndOnlyThen() throws IOException {
    EpochOrder order = new EpochOrder(NOISE, COUNT, 5, 10);
    ImageRange missing = order.images(order.visit(2).window());
    IOException failure = new IOException("shard 7 is gone");
    ImageSource broken =
        range -> {
          if (range.equals(missing)) {
            throw failure;
          }
          return images(range);
        };
    try (BatchSource batches = new BatchSource(order, broken, SHOWN, WorkerSlice.WHOLE)) {
      assertThat(batches.batch(0).ids()).hasSize(5);
      assertThat(batches.batch(1).ids()).hasSize(5);
      assertThatThrownBy(() -> batches.batch(2)).isSameAs(failure);
      assertThatThrownBy(() -> batches.batch(3)).isSameAs(failure);
      assertThat(batches.batch(1).ids()).hasSize(5);
    }
  }

  private BatchSource source(int batchSize, int window, boolean flip, WorkerSlice slice) {
    EpochOrder order = new EpochOrder(NOISE, COUNT, batchSize, window);
    return new BatchSource(order, this::recorded, new Presentation(NOISE, flip, 0.3), slice);
  }

  private ImageSet recorded(ImageRange range) {
    loads.add(range);
    loaded.release();
    return images(range);
  }

  private static void assertSame(Batch found, Batch expected) {
    assertThat(found.ids()).isEqualTo(expected.ids());
    assertThat(found.x0()).isEqualTo(expected.x0());
  }

  private static float[][][] pixels(Batch batch, int image) {
    float[][][] pixels = new float[3][2][5];
    for (int c = 0; c < 3; c++) {
      pixels[c] = batch.x0().get(NDArrayIndex.point(image), NDArrayIndex.point(c)).toFloatMatrix();
    }
    return pixels;
  }

  private static void reverseRows(float[][][] pixels) {
    for (float[][] channel : pixels) {
      for (float[] row : channel) {
        for (int left = 0, right = row.length - 1; left < right; left++, right--) {
          float value = row[left];
          row[left] = row[right];
          row[right] = value;
        }
      }
    }
  }

  /** No two pixels of an image are equal. */
  private static ImageSet images(ImageRange range) {
    ImageSet.Builder images = new ImageSet.Builder(SHAPE, range.count());
    for (long id = range.firstId(); id < range.endId(); id++) {
      byte[] pixels = new byte[SHAPE.size()];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (byte) (id + 7L * p);
      }
      images.add(new LabelledImage(id, OptionalInt.of((int) (id % 5)), pixels));
    }
    return images.build();
  }
}
