package io.github.sparkddpm.spark.storage;

import io.github.sparkddpm.checkpoint.Checkpoint;
import io.github.sparkddpm.checkpoint.CheckpointFormat;
import io.github.sparkddpm.checkpoint.CorruptCheckpointException;
import io.github.sparkddpm.checkpoint.Folder;
import io.github.sparkddpm.checkpoint.Manifest;
import io.github.sparkddpm.checkpoint.UnusableCheckpointException;
import io.github.sparkddpm.network.ParameterLayout;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A run's checkpoints under one root, one folder a step: {@code step-000001000}.
 *
 * <p>A checkpoint begins to exist with its manifest, which is written last and appears whole, and
 * stops to exist with it, which is deleted first; no folder is ever renamed. One process writes at
 * a time.
 */
public final class CheckpointStore {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);
  private static final Pattern FOLDER = Pattern.compile("step-(\\d{9,18})");

  private final FileSystem fileSystem;
  private final Path root;

  /**
   * Opens the store.
   *
   * @param root its folder; made by the first save
   * @throws IOException if the root's file system cannot be reached
   */
  public CheckpointStore(Path root, Configuration hadoop) throws IOException {
    this.fileSystem = root.getFileSystem(hadoop);
    this.root = fileSystem.makeQualified(root);
  }

  /** Reads what a caller needs of a checkpoint's folder, by {@link CheckpointFormat}. */
  @FunctionalInterface
  public interface Reader<T> {
    T read(Folder folder) throws IOException;
  }

  /**
   * The newest good checkpoint, as far as it was read.
   *
   * @param step its step
   */
  public record Newest<T>(long step, T content) {}

  /** The folder of a step's checkpoint, whether there is one or not. */
  public Folder folder(long step) {
    return new HadoopFolder(fileSystem, path(step));
  }

  /**
   * Writes a checkpoint into its step's folder, in place of what was there. What a failure leaves
   * is deleted, as far as the storage lets it be; the other checkpoints are not touched.
   *
   * @param layout names and shapes of the network's parameters
   * @throws OutputWriteException if it cannot be written
   */
  public void save(ParameterLayout layout, Checkpoint checkpoint) throws IOException {
    long step = checkpoint.state().step();
    try {
      delete(step);
      CheckpointFormat.write(folder(step), layout, checkpoint);
    } catch (IOException failure) {
      discard(step, failure);
      throw new OutputWriteException("checkpoint " + path(step), failure);
    } catch (FSError failure) {
      discard(step, failure);
      throw new OutputWriteException("checkpoint " + path(step), failure);
    }
    LOG.info("Saved checkpoint {}", path(step));
  }

  private void discard(long step, Throwable failure) {
    try {
      delete(step);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** The steps of all finished checkpoints, damaged or not, oldest first. */
  public List<Long> steps() throws IOException {
    List<Long> finished = new ArrayList<>();
    for (long step : folders()) {
      if (CheckpointFormat.exists(folder(step))) {
        finished.add(step);
      }
    }
    return finished;
  }

  /**
   * Reads the newest checkpoint that is not damaged, and warns of every damaged one on the way.
   *
   * @return empty if there is no checkpoint at all
   * @throws UnusableCheckpointException if there are checkpoints but all are damaged, or one is of
   *     another format version: that must not start a run afresh
   * @throws IOException if the storage fails
   */
  public <T> Optional<Newest<T>> newest(Reader<T> reader) throws IOException {
    List<String> damage = new ArrayList<>();
    for (long step : newestFirst(folders())) {
      if (!CheckpointFormat.exists(folder(step))) {
        LOG.warn(
            "Passing over {}: it has no {}, so it was never finished or is half deleted",
            path(step),
            CheckpointFormat.MANIFEST);
        continue;
      }
      try {
        manifest(step);
        return Optional.of(new Newest<>(step, reader.read(folder(step))));
      } catch (CorruptCheckpointException | ChecksumException e) {
        LOG.warn("Passing over step {}: {}", step, e.getMessage());
        damage.add(e.getMessage());
      }
    }
    if (damage.isEmpty()) {
      return Optional.empty();
    }
    throw new UnusableCheckpointException(
        "All %s checkpoints under %s are damaged; restore one, or delete them to start afresh: %s"
            .formatted(damage.size(), root, String.join("; ", damage)));
  }

  /**
   * Reads what a step's checkpoint is, without its tensors.
   *
   * @throws CorruptCheckpointException if it is damaged, or of another step than its folder says
   */
  public Manifest manifest(long step) throws IOException {
    Manifest manifest = CheckpointFormat.readManifest(folder(step));
    if (manifest.step() != step) {
      throw new CorruptCheckpointException(
          folder(step),
          CheckpointFormat.MANIFEST,
          "is of step %s: it was copied from another checkpoint".formatted(manifest.step()));
    }
    return manifest;
  }

  /**
   * Deletes old checkpoints: of those up to a step the newest few stay, and those of every so many
   * steps. Leftovers of unfinished older ones go. Newer ones stay: if that step was good they were
   * damaged, and tell why.
   *
   * @param newest the step saved last
   * @param keep how many stay, at least 1
   * @param keepEvery checkpoints of multiples of so many steps stay for ever; 0 for none
   * @param best steps whose checkpoints stay besides
   */
  public void prune(long newest, int keep, long keepEvery, Set<Long> best) throws IOException {
    if (keep < 1) {
      throw new IllegalArgumentException("At least 1 checkpoint must be kept, got " + keep);
    }
    List<Long> finished = newestFirst(steps());
    Set<Long> kept = new HashSet<>(best);
    finished.stream().filter(step -> step <= newest).limit(keep).forEach(kept::add);
    finished.stream().filter(step -> keepEvery > 0 && step % keepEvery == 0).forEach(kept::add);
    for (long step : folders()) {
      if (step < newest && !kept.contains(step)) {
        delete(step);
      }
    }
  }

  private void delete(long step) throws IOException {
    fileSystem.delete(new Path(path(step), CheckpointFormat.MANIFEST), false);
    fileSystem.delete(path(step), true);
  }

  private Path path(long step) {
    return new Path(root, String.format(Locale.ROOT, "step-%09d", step));
  }

  private static List<Long> newestFirst(List<Long> steps) {
    return steps.stream().sorted(Comparator.reverseOrder()).toList();
  }

  /** The steps of all folders, finished or not, in order. */
  private List<Long> folders() throws IOException {
    return Arrays.stream(children())
        .map(status -> FOLDER.matcher(status.getPath().getName()))
        .filter(Matcher::matches)
        .map(match -> Long.parseLong(match.group(1)))
        .sorted()
        .toList();
  }

  private FileStatus[] children() throws IOException {
    try {
      return fileSystem.listStatus(root);
    } catch (FileNotFoundException e) {
      LOG.debug("No checkpoints yet: {}", e.getMessage());
      return new FileStatus[0];
    }
  }
}
