package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.util.NameTransformer;
import java.util.Arrays;
import java.util.Locale;

/** The binding of enums and of sections that several records own. */
final class ConfigAnnotations extends JacksonAnnotationIntrospector {

  private static final long serialVersionUID = 1;

  /** Names constants as the configuration does; Jackson 2.15, of Spark 3.5, asks so. */
  @Override
  public String[] findEnumValues(Class<?> type, Enum<?>[] constants, String[] names) {
    return Arrays.stream(constants).map(ConfigAnnotations::kebab).toArray(String[]::new);
  }

  /**
   * Names constants as the configuration does. Jackson asks so since 2.16, and Spark 4 has 2.18:
   * there this overrides a method that the compiler does not know.
   */
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    return findEnumValues(type.getRawType(), constants, names);
  }

  /** Leaves the reading of unwrapped components to {@link SharedSections}: Jackson refuses it. */
  @Override
  public NameTransformer findUnwrappingNameTransformer(AnnotatedMember member) {
    return member instanceof AnnotatedParameter
        ? null
        : super.findUnwrappingNameTransformer(member);
  }

  /** Returns fixed-small for FIXED_SMALL, and dpm-solver++ for DPM_SOLVER_PLUS_PLUS. */
  static String kebab(Enum<?> constant) {
    return constant.name().replace("_PLUS", "+").toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
