package io.github.sparkddpm.spark.train.dl4j;

import io.github.sparkddpm.spark.train.dl4j.PartEvent.Failed;
import io.github.sparkddpm.spark.train.dl4j.PartEvent.Trained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The parts of batches of one round: those that were sent, and those that were trained. */
final class RoundParts {

  private final int workers;

  /** All parts sent, by step, then by rank. */
  private final List<BatchPart> sent;

  private final Set<BatchPart> known;
  private final Map<BatchPart, Trained> trained = new HashMap<>();
  private final Map<String, Integer> byExecutor = new TreeMap<>();
  private Failed failure;
  private int twice;
  private int taken;
  private long lastNews = System.nanoTime();

  /**
   * Opens the books.
   *
   * @param attempt at these steps
   * @param first the first step, zero-based
   * @param steps how many, 0 for books in which nothing is ever entered
   */
  RoundParts(int attempt, long first, int steps, int workers) {
    this.workers = workers;
    sent =
        LongStream.range(first, first + steps)
            .boxed()
            .flatMap(
                step ->
                    IntStream.range(0, workers)
                        .mapToObj(rank -> new BatchPart(attempt, step, rank)))
            .toList();
    known = new HashSet<>(sent);
  }

  /** Returns the paths of the parts to train, worker by worker. */
  List<String> paths() {
    return IntStream.range(0, workers)
        .boxed()
        .flatMap(rank -> sent.stream().filter(part -> part.rank() == rank))
        .map(BatchPart::toPath)
        .toList();
  }

  /**
   * Records an executor's event. Events of another attempt's parts, which a late task may send, are
   * ignored.
   */
  synchronized void add(PartEvent event) {
    if (!known.contains(event.part())) {
      return;
    }
    lastNews = System.nanoTime();
    if (event instanceof Failed failed && failure == null) {
      failure = failed;
    } else if (event instanceof Trained done) {
      byExecutor.merge(done.executor(), 1, Integer::sum);
      twice += trained.put(done.part(), done) == null ? 0 : 1;
    }
  }

  /** Returns the first failure that an executor reported. */
  synchronized Optional<Failed> failure() {
    return Optional.ofNullable(failure);
  }

  /** Returns how often a part was trained again. */
  synchronized int twice() {
    return twice;
  }

  synchronized int trainedCount() {
    return trained.size();
  }

  /** Returns the time since the last event. */
  synchronized long silentNanos() {
    return System.nanoTime() - lastNews;
  }

  /**
   * Returns, in words, an executor that has trained parts of more than one worker, and their ranks.
   */
  synchronized Optional<String> sharedExecutor() {
    Map<String, Set<Integer>> ranks = new TreeMap<>();
    trained
        .values()
        .forEach(
            part ->
                ranks
                    .computeIfAbsent(part.executor(), missing -> new TreeSet<>())
                    .add(part.part().rank()));
    return ranks.entrySet().stream()
        .filter(executor -> executor.getValue().size() > 1)
        .findFirst()
        .map(executor -> "%s (workers %s)".formatted(executor.getKey(), executor.getValue()));
  }

  /** Returns the steps whose parts have all been trained since the last call, in their order. */
  synchronized List<List<Trained>> takeSteps() {
    List<List<Trained>> steps = new ArrayList<>();
    while (taken < sent.size()) {
      List<BatchPart> parts = sent.subList(taken, taken + workers);
      if (!trained.keySet().containsAll(parts)) {
        break;
      }
      steps.add(parts.stream().map(trained::get).toList());
      taken += workers;
    }
    return steps;
  }

  synchronized boolean isComplete() {
    return trained.size() == sent.size();
  }

  /**
   * Returns, in words, the parts that are missing, the parts trained by each executor, and the
   * failure.
   */
  synchronized String diagnosis() {
    Map<Integer, List<BatchPart>> missing =
        sent.stream()
            .filter(part -> !trained.containsKey(part))
            .collect(Collectors.groupingBy(BatchPart::rank, TreeMap::new, Collectors.toList()));
    String lacking =
        missing.values().stream()
            .map(parts -> "%s from %s on".formatted(parts.size(), parts.get(0)))
            .collect(Collectors.joining(", "));
    String told =
        failure == null
            ? ""
            : "; executor %s failed at %s: %s"
                .formatted(failure.executor(), failure.part(), failure.reason().getMessage());
    return "%s of %s parts of batches were not trained%s; parts trained by executor: %s%s"
        .formatted(
            sent.size() - trained.size(),
            sent.size(),
            lacking.isEmpty() ? "" : " (" + lacking + ")",
            byExecutor,
            told);
  }
}
