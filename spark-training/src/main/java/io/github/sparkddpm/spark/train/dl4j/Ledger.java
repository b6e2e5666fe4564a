package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.dl4j.PartEvent.Failed;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The books of one round: which parts of batches were sent, and which were trained. */
final class Ledger {

  private final TreeSet<BatchPart> sent;
  private final Map<BatchPart, Trained> trained = new HashMap<>();
  private final Map<String, Integer> byExecutor = new TreeMap<>();
  private Failed failure;
  private int twice;

  Ledger(Collection<BatchPart> sent) {
    this.sent = new TreeSet<>(sent);
  }

  /** Books what an executor tells; of another round's parts a late task may still tell. */
  synchronized void add(PartEvent event) {
    if (!sent.contains(event.part())) {
      return;
    }
    if (event instanceof Failed failed && failure == null) {
      failure = failed;
    } else if (event instanceof Trained done) {
      byExecutor.merge(done.executor(), 1, Integer::sum);
      twice += trained.put(done.part(), done) == null ? 0 : 1;
    }
  }

  /** What an executor told of the first failure. */
  synchronized Optional<Failed> failure() {
    return Optional.ofNullable(failure);
  }

  /** How many parts were trained more than once. */
  synchronized int twice() {
    return twice;
  }

  synchronized int trainedCount() {
    return trained.size();
  }

  /** What was trained, in the order of the steps. */
  synchronized List<Trained> trained() {
    return sent.stream().filter(trained::containsKey).map(trained::get).toList();
  }

  synchronized boolean isComplete() {
    return trained.size() == sent.size();
  }

  /** Which parts are missing, and who has trained the others. */
  synchronized String diagnosis() {
    Map<Integer, List<BatchPart>> missing =
        sent.stream()
            .filter(part -> !trained.containsKey(part))
            .collect(Collectors.groupingBy(BatchPart::rank, TreeMap::new, Collectors.toList()));
    String lacking =
        missing.values().stream()
            .map(parts -> "%d from %s on".formatted(parts.size(), parts.get(0)))
            .collect(Collectors.joining(", "));
    String told =
        failure == null
            ? ""
            : "; executor %s failed at %s: %s"
                .formatted(failure.executor(), failure.part(), failure.reason().getMessage());
    return "%d of %d parts of batches were not trained (%s); parts trained by executor: %s%s"
        .formatted(sent.size() - trained.size(), sent.size(), lacking, byExecutor, told);
  }
}
