package io.github.sparkddpm.spark.storage;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.security.AccessControlException;

/**
 * Explains in one line the failure of a file system that is reached over the network, and its
 * remedy.
 */
public final class StorageFailures {

  /** The package of Hadoop's S3 file system, which need not be on the classpath. */
  private static final String S3A = "org.apache.hadoop.fs.s3a.";

  /**
   * The packages of Amazon's clients, the first of which Hadoop has before 3.4. It wraps their
   * failures into its own and into Java's.
   */
  private static final List<String> CLIENTS = List.of("com.amazonaws.", "software.amazon.awssdk.");

  private static final Map<String, Kind> KNOWN =
      Map.of(
          S3A + "UnknownStoreException", Kind.NO_BUCKET,
          S3A + "NoVersionAttributeException", Kind.REFUSED,
          S3A + "AWSBadRequestException", Kind.REFUSED,
          S3A + "AWSRedirectException", Kind.REFUSED);

  /** Failures that another try may mend, and those that it will not. */
  public enum Kind {
    NO_BUCKET("there is no such bucket; create it, or correct the path or s3.endpoint"),
    NO_CREDENTIALS(
        "no credentials were found; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a profile"
            + " of ~/.aws/credentials by AWS_PROFILE, or give the machine a role"),
    DENIED("access is denied; check the credentials and what they allow"),
    NO_CONNECTOR(
        "an executor lacks the classes of a file system that the driver has; give them to all by"
            + " --spark-conf spark.jars.packages, or by spark.executor.extraClassPath"),
    REFUSED("the storage refuses; check s3.endpoint, the region and the credentials"),
    UNREACHABLE("the storage does not answer; run the same command again once it does");

    private final String advice;

    Kind(String advice) {
      this.advice = advice;
    }
  }

  /**
   * A failure that was recognized.
   *
   * @param message one line: what is wrong, what helps, what the storage said
   */
  public record Explanation(Kind kind, String message) {}

  private StorageFailures() {}

  /** Explains a failure by the first of its causes that is of such a file system. */
  public static Optional<Explanation> explain(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<Kind> kind = kind(cause);
      if (kind.isPresent()) {
        return Optional.of(
            new Explanation(
                kind.get(), "%s (%s)".formatted(kind.get().advice, oneLine(cause.getMessage()))));
      }
    }
    return Optional.empty();
  }

  private static Optional<Kind> kind(Throwable cause) {
    if (cause instanceof ClassNotFoundException) {
      return isOfHadoop(cause.getMessage()) ? Optional.of(Kind.NO_CONNECTOR) : Optional.empty();
    }
    if (!(cause instanceof IOException)) {
      return Optional.empty();
    }
    if (lacksCredentials(cause)) {
      return Optional.of(Kind.NO_CREDENTIALS);
    }
    if (cause instanceof AccessDeniedException || cause instanceof AccessControlException) {
      return Optional.of(Kind.DENIED);
    }
    Kind known = KNOWN.get(cause.getClass().getName());
    return known == null && (isOfS3(cause) || isOfNetwork(cause))
        ? Optional.of(Kind.UNREACHABLE)
        : Optional.ofNullable(known);
  }

  /** Returns whether the class that is missing is a file system's, as Hadoop or Java names it. */
  private static boolean isOfHadoop(String missing) {
    return missing != null && missing.replace('/', '.').contains("org.apache.hadoop.fs.");
  }

  /**
   * Returns whether credentials are missing, which Hadoop reports as an I/O failure. By itself that
   * would be taken for a refusal.
   */
  private static boolean lacksCredentials(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .anyMatch(cause -> cause.getClass().getName().equals(S3A + "auth.NoAuthWithAWSException"));
  }

  private static boolean isOfS3(Throwable cause) {
    return cause.getClass().getName().startsWith(S3A)
        || (cause.getCause() != null
            && CLIENTS.stream().anyMatch(cause.getCause().getClass().getName()::startsWith)
            && !(cause instanceof FileNotFoundException));
  }

  /** Returns whether it is Java's own failure to reach a host, as HDFS throws it. */
  private static boolean isOfNetwork(Throwable cause) {
    return (cause instanceof SocketException
            || cause instanceof SocketTimeoutException
            || cause instanceof UnknownHostException)
        && Stream.of(cause.getStackTrace())
            .anyMatch(frame -> frame.getClassName().startsWith("org.apache.hadoop."));
  }

  private static String oneLine(String message) {
    return message == null ? "no reason given" : message.replaceAll("\\s*\\R\\s*", " ");
  }
}
