package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.data.BatchSource.Batch;
import io.github.sparkddpm.random.NoiseStream;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.indexing.NDArrayIndex;

class BatchSourceTest {

  private static final ImageShape SHAPE = new ImageShape(3, 2, 5);
  private static final int COUNT = 40;

  @Test
  void aBatchHoldsTheImagesItNames() {
    ImageSet images = images();
    Batch batch = new BatchSource(images, new NoiseStream(3), 16, false).batch(4);
    assertThat(batch.ids()).hasSize(16).doesNotHaveDuplicates();
    for (int b = 0; b < 16; b++) {
      assertThat(batch.x0().get(NDArrayIndex.interval(b, b + 1)))
          .isEqualTo(images.batch(images.position(batch.ids()[b])));
    }
  }

  @Test
  void aFlippedImageHasItsColumnsReversedAndAboutHalfAreFlipped() {
    ImageSet images = images();
    BatchSource plain = new BatchSource(images, new NoiseStream(3), COUNT, false);
    BatchSource flipping = new BatchSource(images, new NoiseStream(3), COUNT, true);
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
  void aStepHasTheSameBatchWhicheverStepsWereAskedForBefore() {
    Batch fresh = new BatchSource(images(), new NoiseStream(3), 16, true).batch(9);
    BatchSource used = new BatchSource(images(), new NoiseStream(3), 16, true);
    for (long step = 0; step < 9; step++) {
      used.batch(step);
    }
    Batch later = used.batch(9);
    assertThat(later.ids()).isEqualTo(fresh.ids());
    assertThat(later.x0()).isEqualTo(fresh.x0());
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

  /** Ids 5, 6, ...; no two pixels of an image are equal. */
  private static ImageSet images() {
    ImageSet.Builder images = new ImageSet.Builder(SHAPE, COUNT);
    for (int i = 0; i < COUNT; i++) {
      byte[] pixels = new byte[SHAPE.size()];
      for (int p = 0; p < pixels.length; p++) {
        pixels[p] = (byte) (i + 7 * p);
      }
      images.add(new LabelledImage(5 + i, OptionalInt.empty(), pixels));
    }
    return images.build();
  }
}
