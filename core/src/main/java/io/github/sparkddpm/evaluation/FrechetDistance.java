package io.github.sparkddpm.evaluation;

import java.util.Arrays;
import java.util.Optional;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;
import org.ejml.interfaces.decomposition.EigenDecomposition_F64;

/**
 * The squared Frechet distance of two Gaussians (Heusel et al. 2017, equation 6): |m - n|^2 + tr(A
 * + B - 2 (A B)^(1/2)).
 *
 * <p>A B has the eigenvalues of A^(1/2) B A^(1/2), which is symmetric and positive semidefinite.
 * The trace of the root is therefore a sum of real roots. Rounding can make eigenvalues near 0
 * negative. Their roots are imaginary, and only the real part of the trace counts, as in the
 * reference.
 */
public final class FrechetDistance {

  /** The value that the reference implementation adds to both diagonals when the root fails. */
  private static final double EPSILON = 1e-6;

  private FrechetDistance() {}

  /**
   * Returns the distance.
   *
   * @throws IllegalArgumentException if they are of different models
   * @throws ArithmeticException if the covariances have no root even with 1e-6 on the diagonal
   */
  public static double between(FeatureGaussian one, FeatureGaussian other) {
    if (one.features() != other.features()) {
      throw new IllegalArgumentException(
          "Cannot compare %s features with %s: both must come from one model"
              .formatted(one.features(), other.features()));
    }
    DMatrixRMaj a = matrix(one);
    DMatrixRMaj b = matrix(other);
    double rootTrace =
        rootTrace(a, b)
            .or(() -> rootTrace(lifted(a), lifted(b)))
            .orElseThrow(
                () ->
                    new ArithmeticException(
                        "The covariances of %s features have no square root: are features finite?"
                            .formatted(one.features())));
    double means = 0;
    for (int i = 0; i < one.features(); i++) {
      double difference = one.mean()[i] - other.mean()[i];
      means += difference * difference;
    }
    return means + CommonOps_DDRM.trace(a) + CommonOps_DDRM.trace(b) - 2 * rootTrace;
  }

  /**
   * Returns the distance of the Gaussians of two sets of vectors.
   *
   * @param one n vectors of length d, at least 2
   * @param other m vectors of length d, at least 2
   */
  public static double between(float[][] one, float[][] other) {
    return between(FeatureStatistics.of(one).gaussian(), FeatureStatistics.of(other).gaussian());
  }

  /** Returns tr((A B)^(1/2)), if it is finite. */
  private static Optional<Double> rootTrace(DMatrixRMaj a, DMatrixRMaj b) {
    return root(a)
        .flatMap(
            root -> {
              DMatrixRMaj half = new DMatrixRMaj(a.numRows, a.numCols);
              DMatrixRMaj product = new DMatrixRMaj(a.numRows, a.numCols);
              CommonOps_DDRM.mult(root, b, half);
              CommonOps_DDRM.mult(half, root, product);
              return eigen(symmetric(product), false).map(FrechetDistance::sumOfRoots);
            })
        .filter(Double::isFinite);
  }

  /** Returns the symmetric square root of a covariance. */
  private static Optional<DMatrixRMaj> root(DMatrixRMaj covariance) {
    return eigen(covariance, true)
        .map(
            eigen -> {
              int d = covariance.numRows;
              DMatrixRMaj scaled = new DMatrixRMaj(d, d);
              DMatrixRMaj vectors = new DMatrixRMaj(d, d);
              for (int k = 0; k < d; k++) {
                double root = realRoot(eigen.getEigenvalue(k).getReal());
                DMatrixRMaj vector = eigen.getEigenVector(k);
                for (int i = 0; i < d; i++) {
                  vectors.set(i, k, vector.get(i));
                  scaled.set(i, k, root * vector.get(i));
                }
              }
              DMatrixRMaj result = new DMatrixRMaj(d, d);
              CommonOps_DDRM.multTransB(scaled, vectors, result);
              return result;
            });
  }

  private static Optional<EigenDecomposition_F64<DMatrixRMaj>> eigen(
      DMatrixRMaj symmetric, boolean vectors) {
    EigenDecomposition_F64<DMatrixRMaj> eigen =
        DecompositionFactory_DDRM.eig(symmetric.numRows, vectors, true);
    boolean finite = Arrays.stream(symmetric.data).allMatch(Double::isFinite);
    return finite && eigen.decompose(symmetric.copy()) ? Optional.of(eigen) : Optional.empty();
  }

  private static double sumOfRoots(EigenDecomposition_F64<DMatrixRMaj> eigen) {
    double sum = 0;
    for (int k = 0; k < eigen.getNumberOfEigenvalues(); k++) {
      sum += realRoot(eigen.getEigenvalue(k).getReal());
    }
    return sum;
  }

  private static double realRoot(double value) {
    return Math.sqrt(Math.max(0, value));
  }

  private static DMatrixRMaj symmetric(DMatrixRMaj matrix) {
    DMatrixRMaj transposed = CommonOps_DDRM.transpose(matrix, null);
    DMatrixRMaj mean = new DMatrixRMaj(matrix.numRows, matrix.numCols);
    CommonOps_DDRM.add(0.5, matrix, 0.5, transposed, mean);
    return mean;
  }

  private static DMatrixRMaj lifted(DMatrixRMaj matrix) {
    DMatrixRMaj lifted = matrix.copy();
    for (int i = 0; i < lifted.numRows; i++) {
      lifted.add(i, i, EPSILON);
    }
    return lifted;
  }

  private static DMatrixRMaj matrix(FeatureGaussian gaussian) {
    return DMatrixRMaj.wrap(gaussian.features(), gaussian.features(), gaussian.covariance());
  }
}
