package io.github.sparkddpm.spark.source.files;

import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The names of a source's files. Cameras write names that begin with an underscore, so of these
 * only the ones that Spark and Hadoop give are passed over.
 *
 * @param isRead whether a file of such a name is one of the source's
 */
public record FileNames(Predicate<String> isRead) {

  private static final Set<String> BOOKKEEPING =
      Set.of(
          "_SUCCESS",
          "_temporary",
          "_metadata",
          "_common_metadata",
          "_spark_metadata",
          "_delta_log",
          "_change_data",
          "_symlink_format_manifest");

  /** Returns why a folder of that name is not looked into; empty if it is. */
  static Optional<Reason> ofFolder(String name) {
    if (name.startsWith(".")) {
      return Optional.of(Reason.HIDDEN);
    }
    return BOOKKEEPING.contains(name) ? Optional.of(Reason.BOOKKEEPING) : Optional.empty();
  }

  /** Returns why a file of that name is not read; empty if it is. */
  Optional<Reason> ofFile(String name) {
    Optional<Reason> reason = ofFolder(name);
    return reason.isPresent() || isRead.test(name) ? reason : Optional.of(Reason.OTHER_NAME);
  }
}
