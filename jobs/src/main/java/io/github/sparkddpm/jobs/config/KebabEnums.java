package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import java.util.Arrays;
import java.util.Locale;

/**
 * Names enum constants as the configuration does: FIXED_SMALL is fixed-small, and
 * DPM_SOLVER_PLUS_PLUS is dpm-solver++.
 */
final class KebabEnums extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  @Override
  public String[] findEnumValues(Class<?> type, Enum<?>[] constants, String[] names) {
    return Arrays.stream(constants).map(KebabEnums::kebab).toArray(String[]::new);
  }

  static String kebab(Enum<?> constant) {
    return constant.name().replace("_PLUS", "+").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
