package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.sparkddpm.spark.train.events.TrainingEvent.EndedEarly;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Failed;
import io.github.sparkddpm.spark.train.events.TrainingEvent.Paused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.commons.io.FileUtils;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs side by side. */
class CompareTest {

  private static final JsonMapper JSON = new JsonMapper();

  @TempDir private Path folder;

  /** Leaves a page in the build's folder, which .ci/run opens with a browser. */
  @Test
  void whatIsKnownOfEachRunIsOnOnePageAndInOneFileOfJson() throws IOException {
    run("slow", "training.steps=40", "training.learning-rate=1e-3")
        .trained(40, 0.04)
        .drew(20, 40)
        .checkpoint(40)
        .judged(40, 3.5, 20, 64)
        .sampled(40);
    run("fast", "training.steps=60", "training.learning-rate=2e-3")
        .trained(40, 0.03)
        .drew(20, 40)
        .checkpoint(40)
        .judged(40, 3.25, 18, 64)
        .sampled(20)
        .tell(new Paused(40, "SIGTERM"));
    Path output = Path.of("target/comparison");
    FileUtils.deleteDirectory(output.toFile());
    Invocation compared = compare("slow", "fast", "--output=" + output);

    assertThat(compared.err()).isEmpty();
    assertThat(compared.status()).isZero();
    assertThat(compared.out())
        .containsSubsequence("target/comparison/index.html\n", "target/comparison/comparison.json");
    JsonNode json = JSON.readTree(output.resolve("comparison.json").toFile());
    assertThat(json.path("formatVersion").asInt()).isEqualTo(1);
    assertThat(json.at("/runs").findValuesAsText("name")).containsExactly("slow", "fast");
    assertThat(json.at("/runs").findValuesAsText("state"))
        .containsExactly("finished", "interrupted: SIGTERM");
    assertThat(json.at("/runs/1/stepsWanted").asInt()).isEqualTo(60);
    assertThat(json.at("/runs/1/imagesPerSecond").asDouble()).isEqualTo(MadeRun.RATE);
    assertThat(json.at("/runs/1/secondsTrained").asDouble())
        .isEqualTo(json.at("/runs/1/imagesSeen").asDouble() / MadeRun.RATE);
    assertThat(json.at("/runs/1/smoothedLoss").asDouble()).isEqualTo(0.03);
    assertThat(json.at("/runs/0/skippedSteps").asInt()).isEqualTo(1);
    assertThat(texts(json.at("/best/bitsPerDim"))).containsExactly("fast");
    assertThat(texts(json.at("/best/smoothedLoss"))).containsExactly("fast");
    assertThat(json.at("/best/imagesPerSecond").isMissingNode()).isTrue();
    assertThat(json.path("warnings")).isEmpty();
    assertThat(json.path("differences").findValuesAsText("key"))
        .containsExactly("training.steps", "training.learning-rate");
    assertThat(json.path("charts")).hasSize(3);
    assertThat(json.at("/charts/0/curves/1/values")).hasSize(4);
    assertThat(json.path("pictures").findValuesAsText("title"))
        .containsExactly(
            "The newest of each run", "After step 20", "Samples, as sample drew them last");
    assertThat(json.at("/pictures/2/pictures").findValuesAsText("caption"))
        .containsExactly(
            "step 40, drawn with seed 1 by the ddim sampler in 20 steps",
            "step 20, drawn with seed 1 by the ddim sampler in 20 steps");
    String page = Files.readString(output.resolve("index.html"));
    assertThat(page)
        .contains("<td>training.learning-rate</td>", "class=\"best\" title=\"the best\">3.250<")
        .contains("data:image/png;base64,")
        .doesNotContain("{{", "<script src", "class=\"warnings\"");
  }

  @Test
  void theSameRunsGiveTheSameFiles() throws IOException {
    run("a").trained(20, 0.1);
    run("b").trained(20, 0.2);
    compare("a", "b", "--output=" + folder.resolve("both"));
    byte[] page = Files.readAllBytes(folder.resolve("both/index.html"));
    byte[] json = Files.readAllBytes(folder.resolve("both/comparison.json"));
    Invocation again = compare("a", "b", "--output=" + folder.resolve("both"));

    assertThat(again.status()).isZero();
    assertThat(folder.resolve("both/index.html")).hasBinaryContent(page);
    assertThat(folder.resolve("both/comparison.json")).hasBinaryContent(json);
  }

  @Test
  void noClusterIsNeeded() throws IOException {
    run("a").trained(10, 0.1);
    run("b").trained(10, 0.1);
    System.setProperty("spark.master", "spark://no.such.host.invalid:7077");
    try {
      assertThat(compare("a", "b", "--output=" + folder.resolve("both")).status()).isZero();
      assertThat(SparkSession.getDefaultSession().isEmpty()).isTrue();
    } finally {
      System.clearProperty("spark.master");
    }
  }

  @Test
  void whatCannotBeComparedIsSaidAndHasNoBest() throws IOException {
    run("a", "seed=1", "training.batch-size=8").trained(20, 0.1).judged(20, 3, 10, 64);
    MadeRun.onDataset(
            "fedcba98765432100123456789abcdef",
            folder.resolve("b"),
            "seed=2",
            "diffusion.target=v",
            "training.batch-size=16")
        .trained(40, 0.2)
        .judged(30, 4, 20, 32);
    JsonNode json = compared("a", "b");

    assertThat(json.path("best")).isEmpty();
    assertThat(json.path("warnings").findValuesAsText("text"))
        .containsExactly(
            "The runs learn from different datasets (digests): 0123456789ab (a); fedcba987654 (b)."
                + " Their losses and distances are of different images and cannot be compared.",
            "The networks predict different things (diffusion.target): epsilon (a); v (b). Their"
                + " losses measure different things: compare bits/dim and distances.",
            "A step takes different numbers of images (training.batch-size): 8 (a); 16 (b)."
                + " Compare curves by images seen, not by step.",
            "The runs have seen different numbers of images: 160 (a); 640 (b). Compare their losses"
                + " after 160 images, which all of them have seen.",
            "The runs are judged by different images: 100 images of those 100 held out of dataset"
                + " 0123456789ab (a); 100 images of those 100 held out of dataset fedcba987654 (b)."
                + " Their bits/dim and distances cannot be compared.",
            "Different numbers of generated images are judged: 64 (a); 32 (b). The Frechet distance"
                + " grows as images get fewer, and precision and recall change; the kernel distance does not.",
            "The runs have different seeds (seed): 1 (a); 2 (b). Their pictures begin at different"
                + " noise: compare them as a whole, not image by image.",
            "The evaluation of b is of step 30, and the run has done 40. Evaluate it again to judge"
                + " what it is now.");
  }

  @Test
  void runsThatAreNotEquallyFarAreComparedWhereBothHaveBeen() throws IOException {
    run("far").trained(40, 0.1);
    run("near").trained(20, 0.15);
    JsonNode json = compared("far", "near");

    assertThat(json.at("/runs/0/smoothedLossAtEqualImages").asDouble()).isEqualTo(0.2);
    assertThat(texts(json.at("/best/smoothedLossAtEqualImages"))).containsExactly("near");
    assertThat(json.at("/best/smoothedLoss").isMissingNode()).isTrue();
  }

  @Test
  void whatWasJudgedWhileTheRunsTrainedIsComparedToo() throws IOException {
    run("a").trained(20, 0.1).validated(10, 0.5, 30).validated(20, 0.6, 20);
    run("b").trained(20, 0.1).validated(10, 0.4, 40).validated(20, 0.7, 50);
    JsonNode json = compared("a", "b");

    assertThat(json.at("/runs/0/leastHeldOutLoss").asDouble()).isEqualTo(0.5);
    assertThat(texts(json.at("/best/leastHeldOutLoss"))).containsExactly("b");
    assertThat(texts(json.at("/best/leastFrechetDistanceOnTheWay"))).containsExactly("a");
    assertThat(json.path("charts").findValuesAsText("title"))
        .contains(
            "Loss of the average on held-out images, by step",
            "Frechet distance of samples, by step");
    run("b", "seed=2").trained(20, 0.1).validated(20, 0.4, 40);
    assertThat(compared("a", "b").path("best").path("leastHeldOutLoss").isMissingNode()).isTrue();
  }

  @Test
  void aRunThatEndedEarlyIsNotTakenForOneThatWasKilled() throws IOException {
    run("patient", "training.validate-every=10", "training.patience=1")
        .trained(20, 0.1)
        .checkpoint(20)
        .tell(new EndedEarly(20, "training.patience"));
    run("killed").trained(20, 0.1).checkpoint(20);

    assertThat(compared("patient", "killed").path("runs").findValuesAsText("state"))
        .containsExactly("finished early: training.patience", "training, or killed");
  }

  @Test
  void keysThatAnOlderVersionLacksAreToldFromDifferences() throws IOException {
    run("new", "diffusion.target=v", "training.beta1=0.9", "sampling.guidance=1").trained(10, 0.1);
    run("old")
        .without("diffusion", "target")
        .without("training", "beta1")
        .without("sampling", "guidance")
        .trained(10, 0.1);
    JsonNode json = compared("new", "old");

    assertThat(json.path("differences").findValuesAsText("key"))
        .containsExactly("diffusion.target", "sampling.guidance");
    assertThat(json.at("/differences/0/values/1/value").asText()).isEqualTo("epsilon");
    assertThat(json.at("/differences/0/values/1/known").asBoolean()).isFalse();
    assertThat(json.at("/differences/1/values/1/value").isNull()).isTrue();
    assertThat(Files.readString(folder.resolve("both/index.html")))
        .contains("epsilon <span class=\"muted\">(its version has no such key)</span>")
        .contains("<td>sampling.guidance</td><td>1.0</td><td><span class=\"muted\">no such key");
  }

  @Test
  void runsOfEqualNamesAreToldApartByTheFoldersAboveThem() throws IOException {
    run("monday/digits").trained(10, 0.1);
    run("tuesday/digits").trained(10, 0.1).tell(new Failed(10, "the executor was lost"));

    assertThat(compared("monday/digits", "tuesday/digits").path("runs").findValuesAsText("name"))
        .containsExactly("monday/digits", "tuesday/digits");
  }

  @Test
  void textsOfRunsAreEscapedAndLoginsMasked() throws IOException {
    run("a", "data.prepared=\"s3a://key:secret@bucket/</script><b>\"").trained(10, 0.1);
    run("b").trained(10, 0.1).tell(new Failed(10, "no http://user:secret@host </script><b>"));
    compared("a", "b");

    assertThat(Files.readString(folder.resolve("both/index.html")))
        .contains("no http://******@host &lt;/script&gt;&lt;b&gt;")
        .doesNotContain("secret", "</script><b>");
    assertThat(folder.resolve("both/comparison.json")).content().doesNotContain("secret");
  }

  @Test
  void aDryRunSaysWhatItWouldCompareAndReadsNothing() {
    Invocation told =
        Invocation.of(
            "compare", "--dry-run", "runs/a", "file:///b", "s3.endpoint=http://minio:9000");

    assertThat(told.err()).isEmpty();
    assertThat(told.status()).isZero();
    assertThat(told.out())
        .contains("s3.endpoint = \"http://minio:9000\"")
        .doesNotContain("training.steps")
        .containsPattern("# Would compare file:/\\S+/runs/a\n# Would compare file:///b\n")
        .containsPattern("# Would write index.html and comparison.json into file:/\\S+/comparison");
  }

  private MadeRun run(String name, String... overrides) throws IOException {
    return MadeRun.in(folder.resolve(name), overrides);
  }

  /** Compares runs of the folder. */
  private Invocation compare(String... words) {
    return Invocation.of(
        Stream.concat(
                Stream.of("compare"),
                Stream.of(words)
                    .map(word -> word.startsWith("-") ? word : folder.resolve(word).toString()))
            .toArray(String[]::new));
  }

  private JsonNode compared(String... runs) throws IOException {
    Stream<String> output = Stream.of("--output=" + folder.resolve("both"));
    Invocation done = compare(Stream.concat(Stream.of(runs), output).toArray(String[]::new));
    assertThat(done.status()).as(done.err()).isZero();
    return JSON.readTree(folder.resolve("both/comparison.json").toFile());
  }

  private static List<String> texts(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::asText).toList();
  }
}
