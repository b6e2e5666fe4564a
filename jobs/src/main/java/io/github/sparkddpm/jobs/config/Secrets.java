package io.github.sparkddpm.jobs.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Hides what must not reach a log. */
public final class Secrets {

  static final String MASK = "******";

  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "secret|password|passwd|token|credential|access[.-]?key", Pattern.CASE_INSENSITIVE);

  /** A login in s3a://key:secret@bucket, where the secret may have slashes. */
  private static final String S3_LOGIN = "(?<=s3[an]?://)[^/@:\\s]+:[^@\\s]*(?=@)";

  private static final Pattern LOGIN =
      Pattern.compile(S3_LOGIN + "|(?<=://)[^/@:\\s]*:[^/@\\s]*(?=@)", Pattern.CASE_INSENSITIVE);

  /** A login in http://user:password@host, whatever signs the password has. */
  private static final String HTTP_LOGIN = "(?<=https?://)\\S+(?=@)";

  /** A user without a password too, which elsewhere is the name of a container. */
  private static final Pattern USER_INFO =
      Pattern.compile(
          S3_LOGIN + "|" + HTTP_LOGIN + "|(?<=://)[^/@\\s]+(?=@)", Pattern.CASE_INSENSITIVE);

  /**
   * A secret in {@code ?token=} and the like. Those of signed links are {@code sig},
   * X-Amz-Signature and X-Goog-Signature. Logins on the web put secrets into fragments, too.
   */
  private static final Pattern QUERY =
      Pattern.compile(
          "(?<=[?&;#])([^=&;#\\s]*(?:token|secret|passw(?:or)?d|\\bpwd|\\bpass|credential|key|signature"
              + "|\\bsig|auth|bearer|jwt|session|\\bsas)[^=&;#\\s]*=)"
              + "[^&;#\\s\"']+",
          Pattern.CASE_INSENSITIVE);

  private Secrets() {}

  /** Masks what is secret in every text of a tree, in place as far as it can, and returns it. */
  public static JsonNode maskTexts(JsonNode node) {
    if (node instanceof ObjectNode object) {
      object.properties().forEach(field -> field.setValue(maskTexts(field.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, maskTexts(array.get(i)));
      }
    }
    return node.isTextual() ? TextNode.valueOf(maskUserInfo(node.textValue())) : node;
  }

  /** The same object with the values of keys that sound secret, and passwords in URIs, masked. */
  static ConfigObject mask(ConfigObject object) {
    return mask("", object);
  }

  private static ConfigObject mask(String prefix, ConfigObject object) {
    ConfigObject masked = object;
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String name = entry.getKey();
      masked = masked.withValue(name, mask(prefix + name, entry.getValue()));
    }
    return masked;
  }

  private static ConfigValue mask(String key, ConfigValue value) {
    if (SECRET_KEY.matcher(key).find()) {
      return ConfigValueFactory.fromAnyRef(MASK);
    }
    if (value instanceof ConfigObject object) {
      return mask(key + ".", object);
    }
    return value.unwrapped() instanceof String text
        ? ConfigValueFactory.fromAnyRef(maskUserInfo(text))
        : value;
  }

  /** Returns whether a URI has a user and a password, or a token in its query. */
  public static boolean inUri(String path) {
    return LOGIN.matcher(path).find() || (path.contains("://") && QUERY.matcher(path).find());
  }

  /** Returns the same path without the user and password, and the tokens, that it may have. */
  public static String maskUserInfo(String path) {
    String anonymous = USER_INFO.matcher(path).replaceAll(MASK);
    return QUERY.matcher(anonymous).replaceAll("$1" + Matcher.quoteReplacement(MASK));
  }
}
