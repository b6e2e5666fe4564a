package io.github.sparkddpm.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.data.DataPosition;
import io.github.sparkddpm.training.Hyperparameters;
import io.github.sparkddpm.training.TrainingState;

/**
 * A training run at rest.
 *
 * @param state step, parameters, EMA and Adam's moments
 * @param position where in the order of examples the run stands; for readers, since the step gives
 *     it
 * @param optimizer the optimizer's hyperparameters; for readers, since the configuration gives them
 * @param config the run's whole configuration
 * @param provenance versions, dataset and seed
 */
public record Checkpoint(
    TrainingState state,
    DataPosition position,
    Hyperparameters optimizer,
    JsonNode config,
    Provenance provenance) {}
