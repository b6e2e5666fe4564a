package io.github.sparkddpm.spark.train.events;

import java.io.Serializable;

/**
 * The quality of samples that were drawn while the run trained: their distances from real images,
 * by the features of a model. A number that could not be computed is NaN.
 *
 * @param weights that drew them, as in {@link HeldOutLoss}
 * @param judge what they were judged by, in a few digits: only equal ones can be compared
 * @param images how many were drawn
 * @param frechet the Frechet distance
 * @param kernel the kernel distance, KID
 * @param kernelDeviation its standard deviation over subsets
 * @param precision share of the samples that are among real images, in [0, 1]
 * @param recall share of the real images that are among samples, in [0, 1]
 * @param inceptionScore at least 1; NaN if the model does not classify
 */
public record SampleQuality(
    String weights,
    String judge,
    long images,
    double frechet,
    double kernel,
    double kernelDeviation,
    double precision,
    double recall,
    double inceptionScore)
    implements Serializable {}
