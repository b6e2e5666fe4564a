package io.github.sparkddpm.jobs.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sparkddpm.jobs.run.JsonEntries;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;

/**
 * The description of a run in MLflow: its configuration as parameters, its provenance as tags.
 *
 * @param record as {@code run.json} has it
 */
record MlflowDescription(JsonNode record) {

  /** The most parameters that MLflow takes in one request. */
  private static final int MOST_PARAMS = 100;

  private static final int LONGEST = 5000; // MLflow's limit of a value's characters.

  private static final String RESUMED = "resumed.";

  /**
   * Adds to MLflow's run what it lacks. MLflow lets no parameter change, so values that a resumed
   * run has changed become tags. A tag also follows a value that changes back to the parameter's.
   */
  void addTo(Run run, MlflowClient client) {
    Map<String, String> known = new HashMap<>();
    run.getData().getParamsList().forEach(param -> known.put(param.getKey(), param.getValue()));
    run.getData().getTagsList().forEach(tag -> known.put(tag.getKey(), tag.getValue()));
    List<Param> params = new ArrayList<>();
    List<RunTag> tags = new ArrayList<>();
    JsonEntries.of(record.path("config"))
        .forEach(
            (key, text) -> {
              String value = shortened(text);
              if (!known.containsKey(key)) {
                params.add(Param.newBuilder().setKey(key).setValue(value).build());
              } else if (!known.getOrDefault(RESUMED + key, known.get(key)).equals(value)) {
                tags.add(tag(RESUMED + key, value));
              }
            });
    JsonEntries.of(record.path("provenance"))
        .forEach((key, text) -> tags.add(tag("provenance." + key, shortened(text))));
    String id = run.getInfo().getRunId();
    for (int from = 0; from < params.size(); from += MOST_PARAMS) {
      int until = Math.min(params.size(), from + MOST_PARAMS);
      client.logBatch(id, List.of(), params.subList(from, until), List.of());
    }
    client.logBatch(id, List.of(), List.of(), tags);
  }

  private static RunTag tag(String key, String value) {
    return RunTag.newBuilder().setKey(key).setValue(value).build();
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }
}
