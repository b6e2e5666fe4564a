/**
 * Images as numbers: datasets and their formats, batches, and the order in which training sees
 * them.
 *
 * <p>Pixels are bytes in files and in memory. They become floats in [-1,1] when a batch [B,C,H,W]
 * is made. This package may import {@code random} and nothing else of this project.
 *
 * <p>Start reading at {@link io.github.sparkddpm.data.EpochOrder}, which decides what a step sees,
 * and {@link io.github.sparkddpm.data.BatchSource}, which loads it.
 */
package io.github.sparkddpm.data;
