package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.training.TrainingState;

/**
 * A training run at rest.
 *
 * @param state step, parameters, EMA and Adam's moments
 * @param config the run's whole configuration
 * @param provenance versions, dataset and seed
 */
public record Checkpoint(TrainingState state, JsonNode config, Provenance provenance) {}
