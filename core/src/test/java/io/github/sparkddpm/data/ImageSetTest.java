package io.github.sparkddpm.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

class ImageSetTest {

  private static final ImageShape SHAPE = new ImageShape(1, 2, 2);

  @Test
  void aBatchHoldsTheImagesOfItsPositionsInTheirOrder() {
    INDArray batch = threeImages().batch(2, 0, 2);
    assertThat(batch.shape()).containsExactly(3, 1, 2, 2);
    assertThat(PixelScaling.unscale(batch))
        .containsExactly(30, 31, 32, 33, 10, 11, 12, 13, 30, 31, 32, 33);
  }

  @Test
  void imagesAreFoundByTheirIds() {
    ImageSet set = threeImages();
    assertThat(set.count()).isEqualTo(3);
    assertThat(set.position(40)).isEqualTo(2);
    assertThat(set.id(2)).isEqualTo(40);
    assertThat(set.label(0)).hasValue(7);
    assertThat(set.label(2)).isEmpty();
  }

  @Test
  void anImageThatIsNotLoadedIsNamed() {
    assertThatThrownBy(() -> threeImages().position(6))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "No image with id 6 among the 3 loaded, ids 4..40: load the shard that holds it");
  }

  @Test
  void idsThatDoNotGrowAreRefused() {
    ImageSet.Builder builder = new ImageSet.Builder(SHAPE, 2);
    builder.add(image(5, OptionalInt.empty(), 10));
    assertThatThrownBy(() -> builder.add(image(5, OptionalInt.empty(), 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Image 5 follows image 5: ids must grow");
  }

  @Test
  void imagesOfAnotherSizeAndOneTooManyAreRefused() {
    ImageSet.Builder builder = new ImageSet.Builder(SHAPE, 1);
    assertThatThrownBy(() -> builder.add(new LabelledImage(0, OptionalInt.empty(), new byte[5])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Image 0 has 5 bytes, expected 4");
    builder.add(image(0, OptionalInt.empty(), 10));
    assertThatThrownBy(() -> builder.add(image(1, OptionalInt.empty(), 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Image 1 is one more than the 1 expected");
  }

  @Test
  void aSetWithMissingImagesIsNotBuilt() {
    assertThatThrownBy(new ImageSet.Builder(SHAPE, 2)::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Only 0 of 2 images were added");
  }

  @Test
  void moreThanAByteArrayHoldsIsRefused() {
    assertThatThrownBy(() -> new ImageSet.Builder(new ImageShape(3, 1024, 1024), 683))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("load fewer at a time");
  }

  private static ImageSet threeImages() {
    ImageSet.Builder builder = new ImageSet.Builder(SHAPE, 3);
    builder.add(image(4, OptionalInt.of(7), 10));
    builder.add(image(5, OptionalInt.of(0), 20));
    builder.add(image(40, OptionalInt.empty(), 30));
    return builder.build();
  }

  private static LabelledImage image(long id, OptionalInt label, int level) {
    byte[] pixels = {
      (byte) level, (byte) (level + 1), (byte) (level + 2), (byte) (level + 3),
    };
    return new LabelledImage(id, label, pixels);
  }
}
