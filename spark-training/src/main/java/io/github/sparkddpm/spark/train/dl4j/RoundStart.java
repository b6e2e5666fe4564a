package io.github.sparkddpm.spark.train.dl4j;

import java.io.Serializable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The state in which every replica begins a round.
 *
 * @param run tells one call of training from another
 * @param parameters [P]
 * @param updaterState Adam's mean and variance, [2P]
 */
record RoundStart(String run, INDArray parameters, INDArray updaterState) implements Serializable {}
