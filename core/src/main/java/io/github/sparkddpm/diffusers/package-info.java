/**
 * Pipelines of Hugging Face's diffusers: folders that {@code DDPMPipeline.from_pretrained} opens
 * and {@code save_pretrained} writes.
 *
 * <p>The names and shapes of the tensors are those of this project's checkpoints, so the weights
 * travel as they are, bit for bit. What a pipeline's configuration says beyond this project's U-Net
 * is refused by the name of its key.
 *
 * <p>Start reading at {@link io.github.sparkddpm.diffusers.PipelineFolder}.
 */
package io.github.sparkddpm.diffusers;
