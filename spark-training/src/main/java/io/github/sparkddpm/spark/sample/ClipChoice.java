package io.github.sparkddpm.spark.sample;

import io.github.sparkddpm.sampling.Clip;

/** The values of {@code sampling.clip}. */
public enum ClipChoice {
  /** Static, or none if {@code diffusion.clip} is false. */
  AUTO,
  /** No clip. */
  NONE,
  /** Cuts at -1 and 1. */
  STATIC,
  /** Divides by the image's largest values, and cuts. */
  DYNAMIC;

  /** Returns the clip itself. */
  public Clip clip(boolean diffusionClips) {
    return switch (this) {
      case AUTO -> diffusionClips ? Clip.STATIC : Clip.NONE;
      case NONE -> Clip.NONE;
      case STATIC -> Clip.STATIC;
      case DYNAMIC -> Clip.DYNAMIC;
    };
  }
}
