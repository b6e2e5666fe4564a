package io.github.sparkddpm.spark.sample.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.random.NoiseStream;
import io.github.sparkddpm.random.NoiseStream.Purpose;
import io.github.sparkddpm.spark.data.DatasetException;
import io.github.sparkddpm.spark.storage.Printable;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The classes of the images in a folder of samples. An image's class depends on its id and this
 * alone.
 *
 * @param seed of the images
 * @param inTurn the classes that images have in turn, by their ids; empty if there are shares
 * @param shares in proportion to which classes are drawn, one number a class; empty if classes come
 *     in turn
 */
public record SampleClasses(long seed, List<Integer> inTurn, List<Double> shares) {

  /** The classes of images that are drawn without any. */
  public static final SampleClasses NONE = new SampleClasses(0, List.of(), List.of());

  private static final String IN_TURN = "classes";
  private static final String SHARES = "class-shares";

  public SampleClasses {
    inTurn = List.copyOf(inTurn);
    shares = List.copyOf(shares);
  }

  /** Returns the classes that the settings of a folder name. */
  public static SampleClasses of(JsonNode settings) {
    return new SampleClasses(
        settings.path("seed").asLong(),
        elements(settings.path(IN_TURN)).map(JsonNode::asInt).toList(),
        elements(settings.path(SHARES)).map(JsonNode::asDouble).toList());
  }

  private static Stream<JsonNode> elements(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false);
  }

  /** Writes them into a folder's settings. */
  public void describe(ObjectNode settings) {
    if (!inTurn.isEmpty()) {
      inTurn.forEach(settings.putArray(IN_TURN)::add);
    }
    if (!shares.isEmpty()) {
      shares.forEach(settings.putArray(SHARES)::add);
    }
  }

  /** Returns whether images have classes. */
  public boolean exist() {
    return !inTurn.isEmpty() || !shares.isEmpty();
  }

  /** Returns how many of so many images have each class as often as any other, if some have. */
  public int wholeTurns(int images) {
    return Labels.wholeTurns(images, inTurn.size());
  }

  /** Returns the classes of images, {@link Labels#NONE} if they have none. */
  public int[] labels(long... ids) {
    return LongStream.of(ids).mapToInt(this::label).toArray();
  }

  /**
   * Returns the class of the image in a PNG file of a folder of samples.
   *
   * @param file its name
   * @throws DatasetException if images have classes, but the name is not one that sample gives
   */
  public int label(String file) {
    if (!exist()) {
      return Labels.NONE;
    }
    try {
      return label(PngEncoding.id(file));
    } catch (NumberFormatException e) {
      throw new DatasetException(
          "The file %s among the samples has no id for a name, by which its class would be known: move it elsewhere"
              .formatted(Printable.of(file)),
          e);
    }
  }

  private int label(long id) {
    if (!shares.isEmpty()) {
      return shared(new NoiseStream(seed).generator(Purpose.SAMPLE_CLASS, 0, id).nextDouble());
    }
    return inTurn.isEmpty() ? Labels.NONE : inTurn.get((int) (id % inTurn.size()));
  }

  /** Returns the class in whose part of [0, 1) a number is. */
  private int shared(double number) {
    double left = number * shares.stream().mapToDouble(Double::doubleValue).sum();
    int found = Labels.NONE;
    for (int label = 0; label < shares.size() && left >= 0; label++) {
      if (shares.get(label) > 0) {
        found = label;
        left -= shares.get(label);
      }
    }
    return found;
  }
}
