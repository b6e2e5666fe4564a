package io.github.sparkddpm.jobs.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.mustachejava.DefaultMustacheFactory;
import io.github.sparkddpm.evaluation.InceptionScore;
import io.github.sparkddpm.evaluation.Judgement;
import io.github.sparkddpm.evaluation.Moments;
import io.github.sparkddpm.evaluation.PrecisionRecall;
import io.github.sparkddpm.spark.evaluate.Distances;
import io.github.sparkddpm.spark.evaluate.Distances.Judgements;
import io.github.sparkddpm.spark.evaluate.Distances.Row;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The part of the page about distances. */
class DistanceTableTest {

  private static final String TEMPLATE = "io/github/sparkddpm/jobs/evaluation/evaluation.mustache";

  /** Mean 4 and standard deviation 1: the limit is 6. */
  private static final Moments REAL = Moments.of(3, 4, 5);

  private static final Row GENERATED =
      new Row(
          "generated images",
          1000,
          13.02,
          Moments.of(0.0012, 0.0016),
          Optional.of(new PrecisionRecall(0.87, 0.66)),
          Optional.of(new InceptionScore(9.1234, 0.0321)));
  private static final Row FEW =
      new Row("few", 3, Double.NaN, Moments.NONE, Optional.empty(), Optional.empty());

  @Test
  void theVerdictAndItsBarAreShownForEachDistance() {
    String page =
        page(
            new Judgements(
                Optional.of(new Judgement(500, Moments.of(14, 15, 16), REAL)),
                Optional.of(new Judgement(100, Moments.of(5, 5.5, 6), REAL)),
                Optional.of(
                    new Judgement(90, Moments.of(0.24, 0.26), Moments.of(0.12, 0.13, 0.14))),
                Optional.empty()));

    assertThat(page)
        .contains("class=\"verdict close\">close<", ">0.750 ± 0.014<", ">0.870 ± 0.010<")
        .contains("class=\"verdict worse\">worse<", "class=\"verdict as_good_as_real\">as good as")
        .contains(">2.50 ± 0.17<", ">0.917 ± 0.083<", ">15.0 ± 1.0<", ">5500 ± 500<", ">500<");
    // 2.5 of 4 limits, and two sixths of a limit each way; real ones are from 2 to 6, of 24.
    assertThat(page)
        .contains("class=\"mark\" style=\"left: 62.5%\"")
        .contains("class=\"spread\" style=\"left: 54.2%; width: 16.7%\"")
        .contains("class=\"real\" style=\"left: 8.3%; width: 16.7%\"")
        .doesNotContain("→");
  }

  @Test
  void whatIsBeyondTheBarIsAtItsEnd() {
    Judgement far = new Judgement(500, Moments.of(600, 601), REAL);
    Judgement below = new Judgement(500, Moments.of(-1, -1.5), REAL);

    assertThat(page(judgements(Optional.of(far), Optional.of(below))))
        .contains("class=\"mark\" style=\"left: 100.0%\"", "→")
        .contains("class=\"mark\" style=\"left: 0.0%\"");
  }

  @Test
  void measuresThatAreMissingHaveADash() {
    String page = page(judgements(Optional.empty(), Optional.empty()));

    assertThat(page).doesNotContain("class=\"bar\"", "times the limit");
    assertThat(page)
        .contains(">1.40 ± 0.28<", ">0.870<", ">0.660<", ">9.123 ± 0.032<")
        .contains("<td>few</td><td class=\"number\">3</td><td class=\"number\">–</td>");
  }

  private static Judgements judgements(Optional<Judgement> frechet, Optional<Judgement> kernel) {
    return new Judgements(frechet, kernel, Optional.empty(), Optional.empty());
  }

  private static String page(Judgements judgements) {
    Distances distances = new Distances(32, List.of(GENERATED, FEW), judgements);
    Map<String, Object> model = new HashMap<>(new DistanceTable(distances).model());
    StringWriter html = new StringWriter();
    new DefaultMustacheFactory().compile(TEMPLATE).execute(html, Map.of("features", model));
    return html.toString();
  }
}
