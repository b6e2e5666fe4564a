package io.github.sparkddpm.jobs.compare;

import io.github.sparkddpm.jobs.compare.Fact.Better;
import io.github.sparkddpm.jobs.config.Secrets;
import io.github.sparkddpm.jobs.run.EvaluationFile.Distance;
import io.github.sparkddpm.jobs.run.EvaluationFile.Features;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The rows of the table of runs that evaluations fill. */
final class JudgedFacts {

  private JudgedFacts() {}

  /** Returns the rows of the variational bound. */
  static List<Fact> ofBound() {
    return List.of(
        Fact.plain(
            "judgedStep",
            "judged after step",
            Form.COUNT,
            judged(of -> of.evaluation().checkpoint())),
        new Fact(
            "bitsPerDim",
            "bits/dim",
            Form.NUMBER,
            Better.LESS,
            Set.of(Subject.BOUND),
            judged(of -> of.evaluation().bound().bitsPerDim())),
        Fact.plain(
            "bitsPerDimStandardError",
            "its standard error",
            Form.NUMBER,
            judged(of -> of.evaluation().bound().standardError())),
        Fact.plain("reference", "judged by", Form.TEXT, judged(Judgement::reference)));
  }

  /** Returns the rows of the generated images. */
  static List<Fact> ofImages() {
    return List.of(
        distance(
            "frechetDistance", "Frechet distance", Subject.FRECHET_DISTANCE, Distance::frechet),
        distance(
            "kernelDistance", "kernel distance (KID)", Subject.KERNEL_DISTANCE, Distance::kernel),
        Fact.plain(
            "verdict",
            "beside real images, by Frechet",
            Form.TEXT,
            judged(of -> of.verdict().orElse(null))),
        share(
            "precision",
            Subject.PRECISION_AND_RECALL,
            of -> of.generated().map(Distance::precision)),
        share("recall", Subject.PRECISION_AND_RECALL, of -> of.generated().map(Distance::recall)),
        Fact.plain(
            "generatedImages",
            "of generated images",
            Form.COUNT,
            judged(of -> of.generated().map(Distance::images).orElse(null))),
        new Fact(
            "recognizedShare",
            "recognized as their class",
            Form.SHARE,
            Better.MORE,
            Set.of(Subject.RECOGNITION),
            judged(of -> of.recognized().orElse(null))),
        Fact.plain(
            "featureModel",
            "feature model",
            Form.TEXT,
            judged(
                of -> of.features().map(Features::model).map(Secrets::maskUserInfo).orElse(null))));
  }

  private static Fact share(
      String name, Subject subject, Function<Judgement, Optional<Double>> share) {
    return new Fact(
        name,
        name,
        Form.NUMBER,
        Better.MORE,
        Set.of(subject),
        judged(of -> share.apply(of).orElse(null)));
  }

  private static Fact distance(
      String name, String title, Subject subject, Function<Distance, Double> distance) {
    return new Fact(
        name,
        title,
        Form.NUMBER,
        Better.LESS,
        Set.of(subject),
        judged(of -> of.generated().map(distance).orElse(null)));
  }

  private static Function<ComparedRun, Object> judged(Function<Judgement, Object> value) {
    return run -> Judgement.of(run).map(value).orElse(null);
  }
}
