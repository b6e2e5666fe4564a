package io.github.sparkddpm.spark.sample;

import static io.github.sparkddpm.settings.InvalidValueException.require;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.network.GuidedModel;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.sample.files.SampleClasses;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The classes of the images that are drawn, and how far the images follow them. An image's class
 * depends on the seed and its id alone.
 *
 * @param guidance w of {@link GuidedModel}, at least 0
 * @param classes that images have in turn, by their ids; empty for all
 * @param classShares in proportion to which classes are drawn, one number a class; empty to take
 *     them in turn
 */
public record Conditioning(double guidance, List<Integer> classes, List<Double> classShares)
    implements Serializable {

  /** All classes in turn, without guidance. */
  public static final Conditioning IN_TURN = new Conditioning(1, List.of(), List.of());

  public Conditioning {
    classes = List.copyOf(classes);
    classShares = List.copyOf(classShares);
    require(guidance >= 0, "sampling.guidance", guidance, "0 or more");
    require(
        guidance > 0 || (classes.isEmpty() && classShares.isEmpty()),
        "sampling.guidance",
        guidance,
        "above 0 with sampling.classes or sampling.class-shares, because 0 draws without a class");
    require(
        classes.stream().allMatch(each -> each >= 0),
        "sampling.classes",
        classes,
        "numbers from 0");
    require(
        classShares.isEmpty() || classes.isEmpty(),
        "sampling.class-shares",
        classShares,
        "[] with sampling.classes = %s (it names one number for every class)".formatted(classes));
    require(
        classShares.stream().allMatch(each -> each >= 0)
            && (classShares.isEmpty()
                || classShares.stream().mapToDouble(Double::doubleValue).sum() > 0),
        "sampling.class-shares",
        classShares,
        "0 or more, and not all 0");
  }

  /** Returns the passes through the network for each reverse step of an image. */
  int passes() {
    return guidance == 0 || guidance == 1 ? 1 : 2;
  }

  /** Checks that a network knows the classes. */
  public void requireFor(UNetConfig network) {
    int known = network.classes();
    require(
        known > 0 || guidance == 1,
        "sampling.guidance",
        guidance,
        "1, because the network has no classes (network.classes = 0)");
    require(
        classes.stream().allMatch(each -> each < known),
        "sampling.classes",
        classes,
        known == 0
            ? "[], because network.classes = 0"
            : "below network.classes (%s)".formatted(known));
    require(
        classShares.isEmpty() || classShares.size() == known,
        "sampling.class-shares",
        classShares,
        "[] or one number for each of network.classes (%s)".formatted(known));
  }

  /** Returns the classes of the images that a network draws. */
  public SampleClasses classes(UNetConfig network, long seed) {
    if (network.classes() == 0 || guidance == 0) {
      return SampleClasses.NONE;
    }
    List<Integer> all = IntStream.range(0, network.classes()).boxed().toList();
    return classShares.isEmpty()
        ? new SampleClasses(seed, classes.isEmpty() ? all : classes, List.of())
        : new SampleClasses(seed, List.of(), classShares);
  }

  /** Writes what an image depends on; a network without classes leaves no trace. */
  void describe(ObjectNode settings, UNetConfig network, long seed) {
    if (network.classes() > 0) {
      settings.put("guidance", guidance);
      classes(network, seed).describe(settings);
    }
  }
}
