package io.github.sparkddpm.evaluation;

import io.github.sparkddpm.data.ImageShape;
import io.github.sparkddpm.evaluation.FeatureInput.Layout;
import java.nio.FloatBuffer;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.image.ResizeBilinear;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Converts pixels to the input of a feature model: scaled to [0, 1], resized, channels repeated,
 * normalized, laid out.
 *
 * @param shape of the images
 */
record Preprocessing(FeatureInput input, ImageShape shape) {

  Preprocessing {
    if (shape.channels() != 1 && shape.channels() != input.channels()) {
      throw new FeatureModelException(
          "The feature model takes %s channels, the images have %s: only grey images can be repeated"
              .formatted(input.channels(), shape.channels()));
    }
  }

  /**
   * Prepares a batch.
   *
   * @param pixels B*C*H*W unsigned bytes
   * @return B images in the model's layout
   */
  FloatBuffer apply(byte[] pixels) {
    float[] scaled = new float[pixels.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (pixels[i] & 0xFF) / 255f;
    }
    int images = pixels.length / shape.size();
    INDArray nhwc =
        resized(Nd4j.createFromArray(scaled).reshape('c', shape.batch(images)).permute(0, 2, 3, 1));
    INDArray all = nhwc.size(3) == input.channels() ? nhwc : nhwc.repeat(3, input.channels());
    INDArray normalized = all.sub(row(input.mean())).divi(row(input.std()));
    INDArray laid = input.layout() == Layout.NCHW ? normalized.permute(0, 3, 1, 2) : normalized;
    return FloatBuffer.wrap(laid.dup('c').data().asFloat());
  }

  private INDArray resized(INDArray nhwc) {
    if (shape.height() == input.imageSize() && shape.width() == input.imageSize()) {
      return nhwc;
    }
    int size = input.imageSize();
    INDArray images = nhwc.dup('c');
    INDArray result = Nd4j.create(images.dataType(), images.size(0), size, size, images.size(3));
    Nd4j.exec(new ResizeBilinear(images, result, size, size, false, true));
    return result;
  }

  /** Returns one number for every channel, to be broadcast over [B,H,W,C]. */
  private INDArray row(List<Double> numbers) {
    float[] row = new float[input.channels()];
    for (int c = 0; c < row.length; c++) {
      row[c] = numbers.get(numbers.size() == 1 ? 0 : c).floatValue();
    }
    return Nd4j.createFromArray(row).reshape(1, 1, 1, row.length);
  }
}
