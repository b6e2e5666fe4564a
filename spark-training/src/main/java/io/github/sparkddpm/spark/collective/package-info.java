/**
 * Sums of vectors over processes, by messages round a ring over TCP. It may import {@code host} and
 * {@code training} of core, and no other package of {@code spark}.
 *
 * <p>{@link io.github.sparkddpm.spark.collective.Tracker} runs in the driver, where members find
 * each other. Each {@link io.github.sparkddpm.spark.collective.Member} is called by its left
 * neighbour and calls its right one; all show each other that they know the group's secret. What
 * they send afterwards is neither encrypted nor signed.
 */
package io.github.sparkddpm.spark.collective;
