package io.github.sparkddpm.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sparkddpm.evaluation.Judgement.Verdict;
import io.github.sparkddpm.random.NoiseStream;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomHalvesTest {

  private static final RandomHalves HALVES = new RandomHalves(new NoiseStream(5), 30);
  private static final float[][] REAL = NormalVectors.draw(1, 200, 0);

  @Test
  void otherRealImagesAreAsGoodAsRealAndMovedOnesAreNot() {
    assertThat(frechet(NormalVectors.draw(2, 200, 0), REAL).verdict())
        .isEqualTo(Verdict.AS_GOOD_AS_REAL);
    assertThat(frechet(NormalVectors.draw(2, 200, 0.3), REAL).verdict()).isEqualTo(Verdict.CLOSE);
    Judgement far = frechet(NormalVectors.draw(2, 200, 1), REAL);
    assertThat(far.verdict()).isEqualTo(Verdict.WORSE);
    assertThat(far.factor()).isGreaterThan(5);
    assertThat(far.images()).isEqualTo(100);
    assertThat(far.generated().count()).isEqualTo(30);
    assertThat(frechet(NormalVectors.draw(2, 200, 1), REAL)).isEqualTo(far);
  }

  @Test
  void realImagesAreSeldomTakenForWorse() {
    long beyond =
        IntStream.range(0, 40)
            .filter(
                i ->
                    frechet(NormalVectors.draw(100 + i, 100, 0), NormalVectors.draw(i, 100, 0))
                            .verdict()
                        != Verdict.AS_GOOD_AS_REAL)
            .count();

    assertThat(beyond).isLessThanOrEqualTo(3);
  }

  @Test
  void theSpreadOverHalvesIsTheStandardErrorOverFreshImages() {
    Moments fresh = Moments.NONE;
    for (int i = 0; i < 40; i++) {
      fresh =
          fresh.plus(
              FrechetDistance.between(
                  NormalVectors.draw(100 + i, 200, 1), NormalVectors.draw(200 + i, 200, 0)));
    }
    Judgement judged = frechet(NormalVectors.draw(2, 200, 1), REAL);

    assertThat(judged.generated().standardDeviation() / fresh.standardDeviation())
        .isBetween(0.7, 1.4);
  }

  @Test
  void thereAreAsManyImagesAsHalfOfTheFewest() {
    float[][] few = NormalVectors.draw(2, 60, 0);

    assertThat(HALVES.judge(few, REAL, 8, 1000, FrechetDistance::between).orElseThrow().images())
        .isEqualTo(30);
    assertThat(HALVES.judge(REAL, few, 8, 20, KernelDistance::ofAll).orElseThrow().images())
        .isEqualTo(20);
    assertThat(HALVES.judge(few, REAL, 31, 1000, FrechetDistance::between))
        .isEqualTo(Optional.empty());
  }

  @Test
  void manyFeaturesGetFewerHalves() {
    NoiseStream noise = new NoiseStream(5);

    assertThat(RandomHalves.forFeatures(noise, 32).times()).isEqualTo(20);
    assertThat(RandomHalves.forFeatures(noise, 256).times()).isEqualTo(20);
    assertThat(RandomHalves.forFeatures(noise, 320).times()).isEqualTo(10);
    assertThat(RandomHalves.forFeatures(noise, 2048).times()).isEqualTo(5);
  }

  private static Judgement frechet(float[][] generated, float[][] real) {
    return HALVES.judge(generated, real, 8, 1000, FrechetDistance::between).orElseThrow();
  }
}
