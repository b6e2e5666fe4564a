/** A run as event files of TensorBoard. */
package io.github.sparkddpm.jobs.tensorboard;
