package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigValueType;
import io.github.sparkddpm.settings.InvalidValueException;
import java.util.Arrays;
import java.util.Collection;
import java.util.stream.Collectors;

/** Turns a resolved configuration into the records, and Jackson's complaints into one line. */
final class ConfigBinder {

  static final ObjectMapper MAPPER = mapper();

  private ConfigBinder() {}

  /**
   * Binds the whole configuration.
   *
   * @throws ConfigurationException for a value of the wrong type or outside its range
   */
  static RunConfig bind(Config resolved) {
    try {
      return bind(MAPPER.<JsonNode>valueToTree(resolved.root().unwrapped()));
    } catch (IllegalArgumentException e) {
      throw explain(e, resolved);
    }
  }

  /** Binds the whole configuration, which may be changed. */
  static RunConfig bind(JsonNode keys) {
    return MAPPER.convertValue(SharedSections.share(keys, RunConfig.class), RunConfig.class);
  }

  private static ConfigurationException explain(IllegalArgumentException e, Config resolved) {
    if (!(e.getCause() instanceof JsonMappingException mapping)) {
      throw e;
    }
    if (mapping.getCause() instanceof InvalidValueException invalid) {
      String where = Origins.of(resolved, invalid.key());
      return new ConfigurationException(Secrets.maskUserInfo(invalid.getMessage()) + where, e);
    }
    if (mapping.getCause() instanceof IllegalArgumentException invalid) {
      return new ConfigurationException(of(key(mapping), resolved) + invalid.getMessage(), e);
    }
    return new ConfigurationException(wrongType(mapping, resolved), e);
  }

  private static String wrongType(JsonMappingException mapping, Config resolved) {
    String key = key(mapping);
    return "%s must be %s, got %s%s"
        .formatted(key, expected(mapping), Origins.found(resolved, key), Origins.of(resolved, key));
  }

  private static String key(JsonMappingException mapping) {
    return mapping.getPath().stream()
        .filter(step -> !SharedSections.isShared(step))
        .map(JsonMappingException.Reference::getFieldName)
        .takeWhile(name -> name != null)
        .collect(Collectors.joining("."));
  }

  /**
   * Returns the key that a message is about. A message about a whole section names its keys itself.
   */
  private static String of(String key, Config resolved) {
    return key.isEmpty() || resolved.getValue(key).valueType() == ConfigValueType.OBJECT
        ? ""
        : key + ": ";
  }

  private static String expected(JsonMappingException mapping) {
    Class<?> type =
        mapping instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    if (type == null) {
      return "a value that fits (" + mapping.getOriginalMessage() + ")";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> ConfigAnnotations.kebab((Enum<?>) constant))
          .collect(Collectors.joining(" or "));
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list, as in [1, 2]";
    }
    return type.isRecord() ? "a section, as in { key = value }" : scalar(type);
  }

  private static String scalar(Class<?> type) {
    return switch (type.getSimpleName()) {
      case "int", "Integer", "long", "Long" -> "a whole number";
      case "double", "Double" -> "a number";
      case "boolean", "Boolean" -> "true or false";
      default -> "a text";
    };
  }

  private static ObjectMapper mapper() {
    ObjectMapper mapper =
        JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .annotationIntrospector(new ConfigAnnotations())
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            // Of a shared section each record takes its keys; KnownKeys finds those of none.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();
    mapper
        .coercionConfigFor(LogicalType.Boolean)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
    return mapper;
  }
}
