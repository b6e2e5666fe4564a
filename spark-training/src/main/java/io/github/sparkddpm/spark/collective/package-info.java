/**
 * Sums of vectors over processes, by the collective of XGBoost: the only package that knows it.
 *
 * <p>What XGBoost's collective does that one would not expect, as of 3.4: ranks follow the hosts
 * unless the tracker is told to sort by task; a member that joins a tracker whose group is running
 * makes it end the processes of all members, so that a tracker is for one attempt only; a
 * communicator belongs to the thread that made it.
 */
package io.github.sparkddpm.spark.collective;
