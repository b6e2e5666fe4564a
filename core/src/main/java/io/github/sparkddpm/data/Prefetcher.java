package io.github.sparkddpm.data;

import java.io.IOException;
import java.util.concurrent.Future;

/**
 * Loads the next range on a thread of its own while the current one is used. It holds these two and
 * no more, and is for use by one thread.
 */
final class Prefetcher implements AutoCloseable {

  private final ImageSource source;
  private final ReadAhead thread = new ReadAhead("spark-ddpm-images", 1);
  private Loaded current;
  private Loading next;

  private record Loaded(ImageRange range, ImageSet images) {}

  private record Loading(ImageRange range, Future<ImageSet> images) {}

  Prefetcher(ImageSource source) {
    this.source = source;
  }

  /** Returns the images that were asked for last and are still held. */
  ImageSet current() {
    return current.images();
  }

  /**
   * Makes a range the current one, waiting for it if need be.
   *
   * @throws IOException what the source threw, whichever thread called it
   */
  void moveTo(ImageRange range) throws IOException {
    if (current != null && current.range().equals(range)) {
      return;
    }
    current = null;
    begin(range);
    Loading wanted = next;
    next = null;
    current = new Loaded(range, ReadAhead.await(wanted.images(), "images"));
  }

  /** Begins to load what will be wanted next, unless it is there. */
  void prefetch(ImageRange range) {
    if (!current.range().equals(range)) {
      begin(range);
    }
  }

  private void begin(ImageRange range) {
    if (next != null && next.range().equals(range)) {
      return;
    }
    drop();
    next = new Loading(range, thread.begin(() -> source.load(range)));
  }

  private void drop() {
    if (next != null) {
      next.images().cancel(true);
      next = null;
    }
  }

  @Override
  public void close() {
    thread.close();
  }
}
