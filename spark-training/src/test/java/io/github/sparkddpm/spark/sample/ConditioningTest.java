package io.github.sparkddpm.spark.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sparkddpm.data.Labels;
import io.github.sparkddpm.network.UNetConfig;
import io.github.sparkddpm.spark.sample.files.SampleClasses;
import io.github.sparkddpm.spark.train.TinyRun;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditioningTest {

  private static final UNetConfig TOLD = TinyRun.NETWORK.withClasses(3);

  @Test
  void classesComeInTurnByTheImagesIds() {
    assertThat(labels(1, List.of(), List.of(), 0, 1, 2, 3, 100)).containsExactly(0, 1, 2, 0, 1);
    assertThat(labels(4, List.of(2, 0), List.of(), 0, 1, 2)).containsExactly(2, 0, 2);
  }

  @Test
  void sharesAreKeptAndAClassOfShareZeroNeverComes() {
    int[] drawn = labels(1, List.of(), List.of(3.0, 0.0, 1.0), LongStream.range(0, 1000).toArray());
    // 1000 draws of 3/4: within four standard deviations.
    assertThat(IntStream.of(drawn).filter(label -> label == 0).count()).isBetween(695L, 805L);
    assertThat(drawn).containsOnly(0, 2);
    assertThat(labels(1, List.of(), List.of(3.0, 0.0, 1.0), 999, 5))
        .containsExactly(drawn[999], drawn[5]);
  }

  @Test
  void aPictureHasWholeTurnsOfTheClassesIfItHoldsOne() {
    SampleClasses three = Conditioning.IN_TURN.classes(TOLD, 7);
    assertThat(three.wholeTurns(256)).isEqualTo(255);
    assertThat(three.wholeTurns(2)).isEqualTo(2);
    assertThat(SampleClasses.NONE.wholeTurns(256)).isEqualTo(256);
  }

  @Test
  void withoutGuidanceOrClassesImagesHaveNone() {
    assertThat(labels(0, List.of(), List.of(), 0, 1)).containsOnly(Labels.NONE);
    assertThat(Conditioning.IN_TURN.classes(TinyRun.NETWORK, 7).labels(0, 1))
        .containsOnly(Labels.NONE);
  }

  @Test
  void theSettingsOfAFolderTellTheClassesOfItsImages() {
    for (Conditioning each :
        List.of(
            Conditioning.IN_TURN,
            new Conditioning(2, List.of(2, 0), List.of()),
            new Conditioning(2, List.of(), List.of(1.0, 2.0, 3.0)))) {
      ObjectNode settings = JsonNodeFactory.instance.objectNode().put("seed", 7);
      each.describe(settings, TOLD, 7);
      assertThat(SampleClasses.of(settings)).isEqualTo(each.classes(TOLD, 7));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 2 |   |     | sampling.guidance must be 1, because the network has no classes (network.classes = 0), got 2.0",
        "0 | 1 | 4 |     | sampling.classes must be [], because network.classes = 0, got [4]",
        "3 | 1 | 3 |     | sampling.classes must be below network.classes (3), got [3]",
        "3 | 1 |   | 0.5 | sampling.class-shares must be [] or one number for each of network.classes (3), got [0.5]"
      })
  void whatTheNetworkDoesNotKnowIsRefused(
      int classes, double guidance, Integer label, Double share, String message) {
    Conditioning conditioning =
        new Conditioning(
            guidance,
            label == null ? List.of() : List.of(label),
            share == null ? List.of() : List.of(share));
    assertThatThrownBy(() -> conditioning.requireFor(TinyRun.NETWORK.withClasses(classes)))
        .hasMessage(message);
  }

  @Test
  void valuesOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Conditioning(-1, List.of(), List.of()))
        .hasMessage("sampling.guidance must be 0 or more, got -1.0");
    assertThatThrownBy(() -> new Conditioning(0, List.of(1), List.of()))
        .hasMessageStartingWith("sampling.guidance must be above 0 with sampling.classes");
    assertThatThrownBy(() -> new Conditioning(1, List.of(1), List.of(1.0)))
        .hasMessageStartingWith("sampling.class-shares must be [] with sampling.classes = [1]");
    assertThatThrownBy(() -> new Conditioning(1, List.of(), List.of(0.0, 0.0)))
        .hasMessage("sampling.class-shares must be 0 or more, and not all 0, got [0.0, 0.0]");
  }

  private static int[] labels(
      double guidance, List<Integer> classes, List<Double> shares, long... ids) {
    return new Conditioning(guidance, classes, shares).classes(TOLD, 7).labels(ids);
  }
}
