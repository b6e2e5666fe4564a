package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.util.Arrays;
import java.util.Locale;

/**
 * Names enum constants as the configuration does: FIXED_SMALL is fixed-small, and
 * DPM_SOLVER_PLUS_PLUS is dpm-solver++.
 */
final class ConfigAnnotations extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  @Override
  public String[] findEnumValues(Class<?> type, Enum<?>[] constants, String[] names) {
    return Arrays.stream(constants).map(ConfigAnnotations::kebab).toArray(String[]::new);
  }

  /** Leaves the reading of unwrapped components to {@link SharedSections}: Jackson refuses it. */
  @Override
  public NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
    return member instanceof AnnotatedParameter
        ? null
        : super.findUnwrappingNameTransformer(member);
  }

  static String kebab(Enum<?> constant) {
    return constant.name().replace("_PLUS", "+").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
