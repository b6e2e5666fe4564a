package io.github.sparkddpm.spark.source.archive;

import io.github.sparkddpm.spark.source.files.ClassNames;
import io.github.sparkddpm.spark.source.files.PassedOver;
import io.github.sparkddpm.spark.source.files.PassedOver.Reason;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * The images of consecutive archives, as far as a driver needs to know them: a few numbers an
 * archive.
 *
 * @param parts of each archive, in order; none for an archive without images
 * @param labels that occur, sorted, each once
 * @param passedOver what is in the archives besides
 * @param problem the reason why the last of them cannot be used; null if all can
 */
record ShardContents(
    List<List<ArchivePart>> parts, List<String> labels, PassedOver passedOver, String problem)
    implements Serializable {

  /** Takes in archives one after the other. */
  static final class Counter {

    private final List<List<ArchivePart>> parts = new ArrayList<>();
    private final TreeSet<String> labels = new TreeSet<>();
    private final PassedOver.Counter passedOver = new PassedOver.Counter();

    /**
     * Adds a label, if there is one.
     *
     * @throws IllegalArgumentException if there are more than classes can be
     */
    void label(LabelText label) {
      if (label.text() != null) {
        labels.add(label.text());
        ClassNames.requireFew(labels);
      }
    }

    void passedOver(PassedOver more) {
      passedOver.add(more);
    }

    /** Ends an archive. */
    void shard(Shard shard, List<ArchivePart> ofShard) {
      parts.add(new ArrayList<>(ofShard));
      if (ofShard.isEmpty()) {
        passedOver.add(Reason.EMPTY, shard.name());
      }
    }

    ShardContents total(String problem) {
      return new ShardContents(parts, new ArrayList<>(labels), passedOver.total(), problem);
    }
  }
}
