/**
 * Checkpoints on disk: everything a run needs to go on, in files that other tools can open.
 *
 * <h2>Format, version 1</h2>
 *
 * A checkpoint is a folder of files. Those of tensors are in the safetensors format, and are
 * written before the manifest:
 *
 * <ul>
 *   <li>{@code model.safetensors}: the network's parameters, under the names and shapes of the
 *       network's {@link io.github.sparkddpm.network.ParameterLayout};
 *   <li>{@code ema.safetensors}: their exponential moving average, under the same names;
 *   <li>{@code ema-0.999.safetensors} and the like: their further averages, by decay, if there are
 *       any;
 *   <li>{@code optimizer.safetensors}: Adam's two moments, under the same names with the prefixes
 *       {@code exp_avg.} and {@code exp_avg_sq.}; Adam's step count is the manifest's step;
 *   <li>{@code checkpoint.json}: the manifest, written last.
 * </ul>
 *
 * <p><b>A folder without {@code checkpoint.json} is no checkpoint</b>: its writer has not finished.
 * Nothing relies on renaming, so object stores serve as well as file systems, provided that a file
 * is there once its stream is closed.
 *
 * <h3>Manifest</h3>
 *
 * One JSON object, UTF-8:
 *
 * <pre>{@code
 * {
 *   "formatVersion" : 1,
 *   "step" : 1000,                       optimizer steps done
 *   "position" : {                       what the next step sees
 *     "epoch" : 3,                       zero-based
 *     "window" : 0,                      of the images' ids
 *     "windowStep" : 64,                 steps done in this visit of the window
 *     "imagesSeen" : 32000
 *   },
 *   "optimizer" : {
 *     "algorithm" : "adam",
 *     "learningRate" : 2.0E-4,           after the warm-up
 *     "warmupSteps" : 500, "rateSchedule" : "constant",
 *     "beta1" : 0.9, "beta2" : 0.999, "epsilon" : 1.0E-8, "weightDecay" : 0.0,
 *     "gradientClip" : 1.0, "emaDecay" : 0.999,
 *     "moreEmaDecays" : [ 0.99 ]         only if there are any
 *   },
 *   "config" : { ... },                  the run's whole configuration
 *   "provenance" : {
 *     "versions" : { "name" : "1.2.3" },
 *     "datasetDigest" : "...",
 *     "seed" : 42,
 *     "parent" : { "sha256" : "..." }    only if the run began with other weights
 *   },
 *   "files" : {
 *     "ema.safetensors" : { "bytes" : 123, "sha256" : "lower-case hex" },
 *     ...                                one entry a file of tensors
 *   },
 *   "sha256" : "..."                     of this object without this key
 * }
 * }</pre>
 *
 * <p>Checkpoints before version 0.3.0 have no rateSchedule and no weightDecay: they were always
 * constant and 0.
 *
 * <p>Position and optimizer are for readers: a run that goes on computes both from the step and its
 * configuration.
 *
 * <p>The last digest is of the object as Jackson writes it without white space after reading it,
 * the keys in the file's order. It is checked first, in every version of the format.
 *
 * <h3>Tensors</h3>
 *
 * A safetensors file is the header's length N as 8 little-endian bytes, N bytes of JSON padded with
 * spaces so that the data begins at a multiple of 8, and the data. The header maps each name to
 * {@code {"dtype":"F32","shape":[..],"data_offsets":[begin,end]}}, in bytes from the data's begin,
 * without gaps; its key {@code __metadata__} is {@code {"format":"pt"}}, as PyTorch's tools expect.
 * Data is raw little-endian float32 in row-major order.
 */
package io.github.sparkddpm.checkpoint;
