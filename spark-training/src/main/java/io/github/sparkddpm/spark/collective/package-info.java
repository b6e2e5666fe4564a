/**
 * Sums of vectors over processes, by the collective of XGBoost: the only package that knows it.
 *
 * <p>What XGBoost's collective does that one would not expect, as of 3.4: its tracker hears one
 * caller at a time and ends the processes of all members when one too many comes, so that there is
 * another one here; members await their neighbours on ports that the system picks, on all
 * interfaces; a communicator belongs to the thread that made it.
 */
package io.github.sparkddpm.spark.collective;
