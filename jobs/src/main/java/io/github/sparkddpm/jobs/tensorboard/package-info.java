/**
 * A run as event files of TensorBoard.
 *
 * <p>It may import {@code jobs.run} and the pipeline, but not the verbs. Start reading at {@link
 * io.github.sparkddpm.jobs.tensorboard.TensorBoardLog}.
 */
package io.github.sparkddpm.jobs.tensorboard;
