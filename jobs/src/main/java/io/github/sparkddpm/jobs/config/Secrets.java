package io.github.sparkddpm.jobs.config;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.regex.Pattern;

/** Hides what must not reach a log. */
final class Secrets {

  static final String MASK = "******";

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|password|passwd|token|credential|access-?key", Pattern.CASE_INSENSITIVE);

  /** The user and password of a URI, as in s3a://key:secret@bucket. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^/@\\s]+(?=@)");

  private Secrets() {}

  /** The same object with the values of keys that sound secret, and passwords in URIs, masked. */
  static ConfigObject mask(ConfigObject object) {
    ConfigObject masked = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      masked = masked.withValue(entry.getKey(), mask(entry.getKey(), entry.getValue()));
    }
    return masked;
  }

  private static ConfigValue mask(String key, ConfigValue value) {
    if (SECRET_KEY.matcher(key).find()) {
      return ConfigValueFactory.fromAnyRef(MASK);
    }
    if (value instanceof ConfigObject object) {
      return mask(object);
    }
    return value.unwrapped() instanceof String text
        ? ConfigValueFactory.fromAnyRef(maskUserInfo(text))
        : value;
  }

  /** The same path without the user and password it may have. */
  static String maskUserInfo(String path) {
    return USER_INFO.matcher(path).replaceAll(MASK);
  }
}
