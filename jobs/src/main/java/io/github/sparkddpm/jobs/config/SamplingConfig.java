package io.github.sparkddpm.jobs.config;

import static io.github.sparkddpm.jobs.config.InvalidValueException.require;

import io.github.sparkddpm.sampling.DpmSolverSampler;
import io.github.sparkddpm.sampling.TimestepSpacing;
import io.github.sparkddpm.spark.sample.SamplingAlgorithm;
import io.github.sparkddpm.spark.sample.SamplingMethod;
import io.github.sparkddpm.spark.sample.files.SampleFormat;
import io.github.sparkddpm.spark.weights.WeightsSource;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * The settings of drawing images from a trained model.
 *
 * @param images images to draw, at least 1
 * @param firstId id of the first image, 0 or more: an image depends on the seed and its id alone
 * @param checkpoint step whose weights are used; 0 for the newest
 * @param weights folder of a run, of one of its checkpoints or of a pipeline of diffusers that has
 *     the weights; empty for the run's own
 * @param batchSize images drawn at once by a task, at least 1
 * @param sampler the algorithm
 * @param steps reverse steps; 0 for all timesteps
 * @param spacing which timesteps fewer steps visit
 * @param eta share of fresh noise of ddim and dpm-solver++, in [0, 1]: 0 is deterministic
 * @param order predictions that a step of dpm-solver++ or unipc makes use of, in [1, 3]
 * @param clip how a predicted image is kept in the range of pixels
 * @param rederiveEpsilon whether ddim derives the noise again from the clipped image
 * @param partitions Spark tasks the images are split over; 0 for one a core
 * @param output folder of the images; empty for one in the run's folder
 * @param format what they are written as
 * @param imagesPerUnit images that a task finishes together, at least 1
 * @param gridColumns images in a row of the picture of the first ones, at least 1
 * @param frames pictures of the denoising, 2 or more; 0 for none
 */
public record SamplingConfig(
    int images,
    long firstId,
    long checkpoint,
    String weights,
    int batchSize,
    SamplingAlgorithm sampler,
    int steps,
    TimestepSpacing spacing,
    double eta,
    int order,
    ClipChoice clip,
    boolean rederiveEpsilon,
    int partitions,
    String output,
    SampleFormat format,
    int imagesPerUnit,
    int gridColumns,
    int frames) {

  public SamplingConfig {
    require(images >= 1, "sampling.images", images, "at least 1");
    require(firstId >= 0, "sampling.first-id", firstId, "0 or more");
    require(checkpoint >= 0, "sampling.checkpoint", checkpoint, "0 (the newest) or a step");
    require(batchSize >= 1, "sampling.batch-size", batchSize, "at least 1");
    require(steps >= 0, "sampling.steps", steps, "0 (all) or more");
    require(eta >= 0 && eta <= 1, "sampling.eta", eta, "in [0, 1]");
    require(
        order >= 1 && order <= DpmSolverSampler.MAX_ORDER, "sampling.order", order, "in [1, 3]");
    require(partitions >= 0, "sampling.partitions", partitions, "0 (one a core) or more");
    require(imagesPerUnit >= 1, "sampling.images-per-unit", imagesPerUnit, "at least 1");
    require(gridColumns >= 1, "sampling.grid-columns", gridColumns, "at least 1");
    require(frames == 0 || frames >= 2, "sampling.frames", frames, "0 (none) or at least 2");
  }

  /** Returns the step whose weights are used; empty for the newest. */
  private OptionalLong checkpointStep() {
    return checkpoint == 0 ? OptionalLong.empty() : OptionalLong.of(checkpoint);
  }

  /**
   * Returns the place where the weights are.
   *
   * @param run the run's folder
   */
  public WeightsSource source(String run) {
    return weights.isEmpty()
        ? WeightsSource.ofRun(run, checkpointStep())
        : WeightsSource.in(weights, checkpointStep());
  }

  /** Returns the sampler with its settings. */
  public SamplingMethod method(boolean diffusionClips) {
    return new SamplingMethod(
        sampler, steps, spacing, eta, order, clip.clip(diffusionClips), rederiveEpsilon);
  }

  /**
   * Checks that the spacing finds as many distinct timesteps as there are steps, and that the steps
   * suffice for the order.
   */
  void requireSpaced(int timesteps) {
    require(
        steps <= timesteps,
        "sampling.steps",
        steps,
        "at most diffusion.timesteps (%s)".formatted(timesteps));
    if (steps > 0) {
      require(
          sampler.isSpaced(spacing, timesteps, steps),
          "sampling.steps",
          steps,
          "fewer with sampling.spacing=%s, which visits a timestep twice here"
              .formatted(KebabEnums.kebab(spacing)));
    }
    int taken = steps == 0 ? timesteps : steps;
    require(
        !sampler.isMultistep() || order <= taken,
        "sampling.order",
        order,
        "at most %s (%s)".formatted(steps == 0 ? "diffusion.timesteps" : "sampling.steps", taken));
  }

  /** Returns the same settings with every path replaced. */
  SamplingConfig withPaths(UnaryOperator<String> path) {
    return new SamplingConfig(
        images,
        firstId,
        checkpoint,
        weights.isEmpty() ? "" : path.apply(weights),
        batchSize,
        sampler,
        steps,
        spacing,
        eta,
        order,
        clip,
        rederiveEpsilon,
        partitions,
        output.isEmpty() ? "" : path.apply(output),
        format,
        imagesPerUnit,
        gridColumns,
        frames);
  }
}
