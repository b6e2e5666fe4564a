package io.github.sparkddpm.spark.data;

import io.github.sparkddpm.spark.data.DatasetManifest.Shard;
import io.github.sparkddpm.spark.storage.OutputFolder;
import io.github.sparkddpm.spark.storage.OutputRefusedException;
import io.github.sparkddpm.spark.storage.OutputWriteException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder of a dataset: shards, a preview, a list of the images that could not be used if there
 * are any, and the manifest that makes them a dataset.
 */
public final class DatasetFolder {

  static final String MANIFEST = "manifest.json";

  private static final String SHARDS = "shards";
  private static final String PREVIEW = "preview.png";
  private static final String QUARANTINE = "quarantine.jsonl";
  private static final String DECODED = "_decoded";

  /**
   * Small files that may lie beside the shards, with the names they have while they are written.
   */
  private static final Pattern SMALL_FILE =
      Pattern.compile(
          "\\.?(manifest\\.json|preview\\.png|quarantine\\.jsonl|write-probe)(\\.unfinished)?");

  private static final Pattern QUARANTINE_FILE =
      Pattern.compile("\\.?(quarantine\\.jsonl|write-probe)(\\.unfinished)?");

  /** The names of files that may lie among the shards at any time. */
  private static final Pattern SHARD = Pattern.compile("\\.?shard-.*\\.parquet(\\.unfinished)?");

  /**
   * The file names that a manifest may contain: nothing outside of the folder, whoever wrote it.
   */
  private static final Pattern SHARD_FILE =
      Pattern.compile(SHARDS + "/shard-[0-9]{5,10}(-[0-9]{1,19})?\\.parquet");

  /** Some 300 bytes a shard. */
  private static final int MAX_MANIFEST_BYTES = 64 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(DatasetFolder.class);

  private final Path path;
  private final FileSystem files;
  private final OutputFolder output;

  public DatasetFolder(Path path, Configuration hadoop) throws IOException {
    this.files = path.getFileSystem(hadoop);
    this.path = files.makeQualified(path);
    this.output = new OutputFolder(path, hadoop);
  }

  public Path path() {
    return path;
  }

  private Path shards() {
    return new Path(path, SHARDS);
  }

  /**
   * The path of a shard's file in this folder.
   *
   * @param attempt empty, or what tells an attempt to write it from others
   */
  public static String shardFile(int index, String attempt) {
    return String.format(Locale.ROOT, "%s/shard-%05d%s.parquet", SHARDS, index, attempt);
  }

  /** Returns whether this is a path that {@link #shardFile} gives. */
  static boolean isShardFile(String path) {
    return SHARD_FILE.matcher(path).matches();
  }

  public boolean exists() throws IOException {
    return files.exists(path);
  }

  /**
   * Returns whether there is a manifest. One that breaks off, or is no JSON at all, was left by a
   * preparation that was killed while it wrote it.
   */
  public boolean holdsDataset() throws IOException {
    Path manifest = new Path(path, MANIFEST);
    try (var in = files.open(manifest)) {
      boolean whole = ManifestJson.isWhole(text(in));
      if (!whole) {
        LOG.warn("{} is not whole: an earlier preparation was killed while it wrote it", manifest);
      }
      return whole;
    } catch (FileNotFoundException e) {
      return false;
    } catch (ChecksumException e) {
      LOG.warn("{} is not whole: {}", manifest, e.getMessage());
      return false;
    }
  }

  /**
   * Returns the path of the images that one preparation has decoded, which wait there for their
   * shards.
   *
   * @param preparation a name that no other source and settings have
   */
  public Path decoded(String preparation) {
    return new Path(new Path(path, DECODED), preparation);
  }

  /** Deletes the decoded images. */
  public void discardDecoded() throws IOException {
    files.delete(new Path(path, DECODED), true);
  }

  /**
   * Makes sure that nothing is there to be overwritten but what an unfinished preparation left.
   *
   * @throws OutputRefusedException naming what is there and no preparation writes
   */
  public void requireEmpty() throws IOException {
    if (!exists()) {
      return;
    }
    Optional<Path> foreign = foreign();
    if (foreign.isPresent()) {
      throw new OutputRefusedException(
          "Output folder %s holds other files (%s) and no %s: name an empty or new folder"
              .formatted(path, foreign.get().getName(), MANIFEST));
    }
  }

  /**
   * Deletes what an unfinished preparation left, but for the images that the same one has decoded.
   *
   * @param preparation as {@link #decoded} has it
   */
  public void clear(String preparation) throws IOException {
    if (!exists()) {
      return;
    }
    boolean kept = files.exists(decoded(preparation));
    List<FileStatus> left = new ArrayList<>(List.of(files.listStatus(path)));
    if (kept) {
      left.removeIf(this::isDecoded);
      left.addAll(List.of(files.listStatus(new Path(path, DECODED))));
      left.removeIf(entry -> entry.getPath().getName().equals(preparation));
    }
    if (!left.isEmpty()) {
      LOG.info("Deleting what an unfinished preparation left in {}", path);
    }
    for (FileStatus entry : left) {
      files.delete(entry.getPath(), true);
    }
  }

  /**
   * Makes sure that a dataset can be written here, before its images are decoded; leaves nothing.
   *
   * @throws OutputWriteException if not
   */
  public void requireWritable(boolean existedBefore) throws IOException {
    output.requireWritable();
    if (!existedBefore) {
      files.delete(path, true);
    }
  }

  /** A file that no unfinished preparation leaves: it begins with the shards or a quarantine. */
  private Optional<Path> foreign() throws IOException {
    FileStatus[] found = files.listStatus(path);
    boolean begun = Arrays.stream(found).anyMatch(it -> isShards(it) || isDecoded(it));
    for (FileStatus entry : found) {
      String name = entry.getPath().getName();
      boolean ours = (begun ? SMALL_FILE : QUARANTINE_FILE).matcher(name).matches();
      if (!isShards(entry) && !isDecoded(entry) && !(entry.isFile() && ours)) {
        return Optional.of(entry.getPath());
      }
    }
    return Arrays.stream(found).anyMatch(this::isShards) ? foreignShard() : Optional.empty();
  }

  private boolean isDecoded(FileStatus entry) {
    return entry.isDirectory() && entry.getPath().getName().equals(DECODED);
  }

  private Optional<Path> foreignShard() throws IOException {
    return Arrays.stream(files.listStatus(shards()))
        .map(FileStatus::getPath)
        .filter(entry -> !SHARD.matcher(entry.getName()).matches())
        .findFirst();
  }

  private boolean isShards(FileStatus entry) {
    return entry.isDirectory() && entry.getPath().getName().equals(SHARDS);
  }

  /** Deletes what attempts left among the shards that died, or whose results do not count. */
  public void keepShards(List<Shard> shards) throws IOException {
    Set<String> kept =
        shards.stream().map(shard -> new Path(shard.file()).getName()).collect(Collectors.toSet());
    try {
      for (FileStatus found : files.listStatus(shards())) {
        if (!kept.contains(found.getPath().getName())) {
          files.delete(found.getPath(), true);
        }
      }
    } catch (IOException e) {
      throw new OutputWriteException(shards().toString(), e);
    }
  }

  /** Returns the lengths of the files among the shards by their names; of none without a folder. */
  Map<String, Long> shardLengths() throws IOException {
    Map<String, Long> lengths = new HashMap<>();
    try {
      RemoteIterator<FileStatus> found = files.listStatusIterator(shards());
      while (found.hasNext()) {
        FileStatus file = found.next();
        lengths.put(file.getPath().getName(), file.getLen());
      }
    } catch (FileNotFoundException e) {
      return Map.of();
    }
    return lengths;
  }

  DatasetManifest readManifest() throws IOException {
    Path manifest = new Path(path, MANIFEST);
    try (var in = files.open(manifest)) {
      return ManifestJson.read(text(in), manifest.toString());
    } catch (FileNotFoundException e) {
      throw new DatasetException(
          "No prepared dataset at %s: there is no %s; correct the path or prepare the dataset"
              .formatted(path, MANIFEST),
          e);
    }
  }

  private String text(InputStream manifest) throws IOException {
    byte[] bytes = manifest.readNBytes(MAX_MANIFEST_BYTES);
    if (manifest.read() >= 0) {
      throw new DatasetException(
          "Damaged dataset manifest %s/%s: it has more than %s MiB, which is not read; delete the folder and prepare the dataset again"
              .formatted(path, MANIFEST, MAX_MANIFEST_BYTES >> 20));
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public void writeManifest(DatasetManifest manifest) throws IOException {
    output.write(MANIFEST, ManifestJson.write(manifest));
  }

  public void writePreview(byte[] png) throws IOException {
    output.write(PREVIEW, png);
  }

  /** Writes the list of the images that could not be used, and returns its path. */
  public Path writeQuarantine(byte[] jsonLines) throws IOException {
    return output.write(QUARANTINE, jsonLines);
  }

  /** Deletes what a failed preparation wrote, and the folder too if the preparation made it. */
  public void discard(boolean existedBefore) throws IOException {
    if (!existedBefore) {
      files.delete(path, true);
      return;
    }
    for (FileStatus entry : files.listStatus(path)) {
      files.delete(entry.getPath(), true);
    }
  }
}
