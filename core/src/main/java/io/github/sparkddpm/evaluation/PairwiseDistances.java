package io.github.sparkddpm.evaluation;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The squared Euclidean distances of every vector of one set from every vector of another, as |x|^2
 * + |y|^2 - 2 x.y. They are computed block after block, so that no n x m matrix exists.
 */
final class PairwiseDistances {

  /** The vectors of a block. With 10,000 others it takes 20 MB, natively and on the heap each. */
  private static final int BLOCK = 256;

  private final INDArray one;
  private final INDArray other;
  private final double[] squares;
  private final double[] otherSquares;

  /** Takes the distances from one vector to all of the other set. */
  @FunctionalInterface
  interface Row {

    /**
     * Takes them.
     *
     * @param index of the vector in its set
     * @param squaredDistances one for each vector of the other set; overwritten by the next row
     */
    void accept(int index, double[] squaredDistances);
  }

  /**
   * Prepares the distances.
   *
   * @param one n vectors of length d
   * @param other m vectors of length d
   */
  PairwiseDistances(float[][] one, float[][] other) {
    // Distances are those of moved vectors, too. Near the origin the difference loses no digits.
    double[] center = mean(other);
    this.one = moved(one, center);
    this.other = moved(other, center);
    this.squares = squares(this.one);
    this.otherSquares = squares(this.other);
  }

  private static double[] mean(float[][] vectors) {
    double[] mean = new double[vectors[0].length];
    for (float[] vector : vectors) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += vector[i] / (double) vectors.length;
      }
    }
    return mean;
  }

  /** Moves by hand: ND4J's row-wise operations have failed in long-lived threads (NULL pointer). */
  private static INDArray moved(float[][] vectors, double[] center) {
    double[][] moved = new double[vectors.length][center.length];
    for (int row = 0; row < moved.length; row++) {
      for (int i = 0; i < center.length; i++) {
        moved[row][i] = vectors[row][i] - center[i];
      }
    }
    return Nd4j.create(moved);
  }

  private static double[] squares(INDArray vectors) {
    return vectors.mul(vectors).sum(1).toDoubleVector();
  }

  /** Hands over every row, in order. */
  void forEachRow(Row row) {
    INDArray transposed = other.transpose();
    double[] distances = new double[otherSquares.length];
    for (int from = 0; from < squares.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, squares.length);
      INDArray block = one.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
      double[] products = block.mmul(transposed).dup('c').data().asDouble();
      for (int i = from; i < to; i++) {
        fill(distances, squares[i], products, (i - from) * distances.length);
        row.accept(i, distances);
      }
    }
  }

  private void fill(double[] distances, double square, double[] products, int offset) {
    for (int j = 0; j < distances.length; j++) {
      distances[j] = Math.max(0, square + otherSquares[j] - 2 * products[offset + j]);
    }
  }
}
