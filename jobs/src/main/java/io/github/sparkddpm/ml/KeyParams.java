package io.github.sparkddpm.ml;

import io.github.sparkddpm.jobs.config.ConfigLoader;
import io.github.sparkddpm.jobs.config.KeyDocumentation;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of a stage that are keys of the configuration, and one for all other keys. Their
 * documentation and defaults are those of the keys. A param that is not set leaves its key as it
 * is.
 */
final class KeyParams implements Serializable {

  private static final long serialVersionUID = 1L;

  private final Params stage;
  private final Map<String, Param<?>> params = new LinkedHashMap<>();
  private final StringArrayParam others;

  KeyParams(Params stage) {
    this.stage = stage;
    this.others =
        new StringArrayParam(
            stage, "keys", "Other keys of the configuration, as [\"network.dropout=0.1\"].");
  }

  /**
   * Adds a param.
   *
   * @param make makes it with this documentation
   */
  <P extends Param<?>> P add(String key, Function<String, P> make) {
    P param = make.apply(KeyDocumentation.of(key));
    params.put(key, param);
    return param;
  }

  /** Returns the param of all other keys. */
  StringArrayParam others() {
    return others;
  }

  /** Sets another key, its value in HOCON. */
  void setOther(String key, String value) {
    List<String> keys = new ArrayList<>(othersSet());
    keys.add(key + "=" + value);
    stage.set(others, keys.toArray(String[]::new));
  }

  /** Returns what is set, as overrides; a param wins over the same key among the others. */
  List<String> overrides() {
    List<String> overrides = new ArrayList<>(othersSet());
    params.forEach(
        (key, param) -> {
          if (stage.isSet(param)) {
            overrides.add(ConfigLoader.override(key, value(param)));
          }
        });
    return overrides;
  }

  private Object value(Param<?> param) {
    Object value = stage.getOrDefault(param);
    return value instanceof String[] texts ? Arrays.asList(texts) : value;
  }

  private List<String> othersSet() {
    return stage.isSet(others) ? Arrays.asList(stage.getOrDefault(others)) : List.of();
  }
}
