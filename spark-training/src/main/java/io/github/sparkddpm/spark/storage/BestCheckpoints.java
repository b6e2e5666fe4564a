package io.github.sparkddpm.spark.storage;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The best checkpoints of a run, as its {@value RunFolder#BEST} names them. They are kept whatever
 * the retention.
 *
 * @param formatVersion of the file
 * @param heldOutLoss the one with the least loss on held-out images; null if none was measured
 * @param distance the one whose samples have the least Frechet distance; null if none was judged
 */
@JsonInclude(Include.NON_NULL)
public record BestCheckpoints(int formatVersion, Best heldOutLoss, Best distance) {

  private static final int FORMAT_VERSION = 1;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * One of the best.
   *
   * @param step of its checkpoint
   * @param weights what of it is best: the name of an average of the parameters
   * @param value the loss or the distance
   */
  public record Best(long step, String weights, double value) {

    private boolean isSound() {
      return step >= 0 && weights != null && Double.isFinite(value);
    }
  }

  /** Creates the best, as they are written now. */
  public static BestCheckpoints of(Optional<Best> heldOutLoss, Optional<Best> distance) {
    return new BestCheckpoints(FORMAT_VERSION, heldOutLoss.orElse(null), distance.orElse(null));
  }

  /**
   * Reads the file of a run.
   *
   * @return empty if there is none
   * @throws DamagedFileException if it is damaged, or of another version of the format
   */
  public static Optional<BestCheckpoints> read(OutputFolder run) throws IOException {
    Optional<byte[]> json = run.read(RunFolder.BEST);
    return json.isPresent()
        ? Optional.of(read(json.get(), run.path(RunFolder.BEST).toString()))
        : Optional.empty();
  }

  private static BestCheckpoints read(byte[] json, String location) throws IOException {
    try {
      BestCheckpoints read =
          MAPPER.readValue(new String(json, StandardCharsets.UTF_8), BestCheckpoints.class);
      if (read == null || read.formatVersion != FORMAT_VERSION || !read.isSound()) {
        throw damaged(
            location,
            "expected formatVersion %s, and a step, weights and a value of each"
                .formatted(FORMAT_VERSION));
      }
      return read;
    } catch (JsonProcessingException e) {
      throw damaged(location, String.valueOf(e.getOriginalMessage()));
    }
  }

  private static DamagedFileException damaged(String location, String why) {
    return new DamagedFileException(
        "Damaged file %s: %s; restore it, or name a step in sampling.checkpoint"
            .formatted(location, why));
  }

  /** Returns the steps of the checkpoints. */
  @JsonIgnore
  public Set<Long> steps() {
    return all().map(Best::step).collect(Collectors.toCollection(TreeSet::new));
  }

  private Stream<Best> all() {
    return Stream.of(Optional.ofNullable(heldOutLoss), Optional.ofNullable(distance))
        .flatMap(Optional::stream);
  }

  private boolean isSound() {
    return all().findAny().isPresent() && all().allMatch(Best::isSound);
  }

  /** Returns the one that samples are best drawn with: by distance, or else by loss. */
  @JsonIgnore
  public Best first() {
    return distance == null ? heldOutLoss : distance;
  }

  /** Returns the bytes of the file. */
  public byte[] toJson() throws IOException {
    return MAPPER.writeValueAsBytes(this);
  }
}
