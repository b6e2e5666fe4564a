package io.github.sparkddpm.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.linalg.factory.Nd4j;

@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  static final String ROOT = "io.github.sparkddpm";
  private static final String JOBS = ROOT + ".jobs..";
  private static final String ML = ROOT + ".ml..";
  private static final String SPARK = ROOT + ".spark..";
  private static final String RANDOM = ROOT + ".random..";
  private static final String DATA = ROOT + ".data..";
  private static final String DIFFUSION = ROOT + ".diffusion..";
  private static final String NETWORK = ROOT + ".network..";
  private static final String SAMPLING = ROOT + ".sampling..";
  private static final String EVALUATION = ROOT + ".evaluation..";
  private static final String TRAINING = ROOT + ".training..";
  private static final String[] LIBTORCH = {
    "org.bytedeco.pytorch..", ROOT + ".network.torch..", ROOT + ".engine.torch.."
  };
  private static final String ENGINE = ROOT + ".engine..";
  private static final String SETTINGS = ROOT + ".settings..";
  private static final String CHECKPOINT = ROOT + ".checkpoint..";

  @ArchTest
  static final ArchRule CORE_KNOWS_NO_SPARK =
      noClasses()
          .that()
          .resideOutsideOfPackages(JOBS, ML, SPARK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              JOBS, ML, SPARK, "org.apache.spark..", "org.apache.hadoop..", "scala..")
          .because("the mathematics must run, and be tested, without a cluster");

  @ArchTest
  static final ArchRule THE_PIPELINE_KNOWS_NO_JOBS =
      noClasses()
          .that()
          .resideInAPackage(SPARK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(JOBS, ML)
          .because("jobs -> spark-training -> core: a notebook uses the pipeline without our CLI")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule PACKAGES_FORM_NO_CYCLES =
      slices()
          .matching(ROOT + ".(**)")
          .should()
          .beFreeOfCycles()
          .because("one must be able to read and change a package without those above it");

  @ArchTest
  static final ArchRule DIFFUSION_KNOWS_ONLY_RANDOM =
      onlyKnows(DIFFUSION, RANDOM)
          .because("the paper's q and p hold for any network, image format and training");

  @ArchTest
  static final ArchRule SAMPLING_NEVER_KNOWS_A_NETWORK =
      onlyKnows(SAMPLING, DIFFUSION, RANDOM, DATA)
          .because("a sampler takes any EpsilonModel, which is how the oracle can test it")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule EVALUATION_NEVER_KNOWS_A_NETWORK =
      onlyKnows(EVALUATION, DIFFUSION, RANDOM, DATA, SETTINGS)
          .because("images are judged whatever drew them");

  @ArchTest
  static final ArchRule THE_NETWORK_KNOWS_NO_TRAINING =
      noClasses()
          .that()
          .resideInAPackage(NETWORK)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SAMPLING, TRAINING, ENGINE, CHECKPOINT)
          .because("the average of the parameters and the optimizer live beside the network");

  @ArchTest
  static final ArchRule TRAINING_KNOWS_OF_THE_NETWORK_ITS_LAYOUT_ALONE =
      noClasses()
          .that()
          .resideInAPackage(TRAINING)
          .should()
          .dependOnClassesThat(
              resideInAPackage(ENGINE)
                  .or(
                      resideInAPackage(NETWORK)
                          .and(not(simpleName("ParameterLayout").or(simpleName("Tensor"))))))
          .because("a step is the same whichever engine computes it");

  @ArchTest
  static final ArchRule ONE_ENGINE_KNOWS_LIBTORCH =
      noClasses()
          .that()
          .resideOutsideOfPackages(LIBTORCH)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(LIBTORCH)
          .because("what trains and samples must not know which engine computes");

  @ArchTest
  static final ArchRule CHECKPOINTS_KNOW_OF_THE_NETWORK_ITS_LAYOUT_ALONE =
      noClasses()
          .that()
          .resideInAPackage(CHECKPOINT)
          .should()
          .dependOnClassesThat(
              resideInAPackage(NETWORK)
                  .and(not(simpleName("ParameterLayout").or(simpleName("Tensor"))))
                  .or(resideInAnyPackage(SAMPLING, DIFFUSION)))
          .because("a file format must not change whenever a layer does")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_DL4J_ON_SPARK =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".spark.train.dl4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.deeplearning4j.spark..", "org.nd4j.parameterserver..", "io.aeron..")
          .because("Spark has left DL4J's main branch: what replaces it must touch one package");

  @ArchTest
  static final ArchRule ONE_PACKAGE_KNOWS_THE_CLIENT_OF_MLFLOW =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".jobs.mlflow..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.mlflow..", "org.mlflow_project..")
          .because("a run must train without it");

  @ArchTest
  static final ArchRule WHAT_VERBS_ARE_MADE_OF_KNOWS_NO_VERB =
      noClasses()
          .that()
          .resideInAPackage(JOBS)
          .and()
          .resideOutsideOfPackage(ROOT + ".jobs")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(ROOT + ".jobs")
          .because("a verb is put together from reports, displays and evaluations, never back");

  @ArchTest
  static final ArchRule ONLY_JOBS_READ_CONFIGURATION =
      noClasses()
          .that()
          .resideOutsideOfPackage(JOBS)
          // They judge what the JVM was started with, which no configuration can say; TorchEngine
          // has
          // a switch for tests alone.
          .and()
          .haveNameNotMatching(
              ".*[.](UnpackingFolders|LibraryCache|LibraryTemporaries|LocalNames|TorchEngine)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.typesafe.config..", "picocli..")
          .orShould()
          .callMethod(System.class, "getenv", String.class)
          .orShould()
          .callMethod(System.class, "getenv")
          .orShould()
          .callMethod(System.class, "getProperty", String.class)
          .orShould()
          .callMethod(System.class, "getProperty", String.class, String.class)
          .orShould()
          .callMethod(System.class, "getProperties")
          .because("what a run does is in its printed configuration, and nowhere else");

  @ArchTest
  static final ArchRule OLD_LIBRARIES_INSIDE_DL4J_ARE_GIVEN_NOTHING_TO_READ =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.nd4j.shade.jackson.core..",
              "org.nd4j.shade.jackson.databind..",
              "org.nd4j.shade.jackson.dataformat..",
              "org.nd4j.shade.yaml..",
              "org.nd4j.shade.guava..")
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching(".*[.](ModelSerializer|ModelGuesser|CodedInputStream)")
          .orShould()
          .callMethod(ComputationGraphConfiguration.class, "fromJson", String.class)
          .orShould()
          .callMethod(ComputationGraphConfiguration.class, "fromYaml", String.class)
          .because("no file from outside may reach versions that nobody can raise");

  @ArchTest
  static final ArchRule ONLY_RANDOM_MAKES_GENERATORS =
      noClasses()
          .that()
          .resideOutsideOfPackage(RANDOM)
          .should()
          .dependOnClassesThat()
          .areAssignableTo(Random.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(RandomGenerator.class)
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(RandomGeneratorFactory.class)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.commons.rng.simple..",
              "org.apache.commons.rng.core..",
              "org.apache.commons.math3.random..",
              "org.nd4j.linalg.api.rng..",
              "org.nd4j.linalg.api.ops.random..")
          .orShould()
          .callMethod(Math.class, "random")
          .orShould()
          .callMethod(StrictMath.class, "random")
          .orShould()
          .callMethod(Collections.class, "shuffle", List.class)
          .orShould()
          .callMethodWhere(
              target(owner(type(Nd4j.class)))
                  .and(target(nameMatching("rand.*|getRandom|getRandomFactory|choice|shuffle"))))
          .because("a draw depends on (seed, purpose, step, example id): take it from NoiseStream");

  @ArchTest
  static final ArchRule NUMPYS_FILES_ARE_READ_IN_JAVA =
      noClasses()
          .should()
          .callMethodWhere(
              target(owner(type(Nd4j.class))).and(target(nameMatching("(?i).*np[yz].*"))))
          .because("ND4J's parser is native, believes what a header says, and ends the JVM");

  @ArchTest
  static final ArchRule NO_PACKAGE_IS_CALLED_UTIL =
      noClasses()
          .should()
          .resideInAnyPackage("..util..", "..utils..", "..helper..", "..common..", "..misc..")
          .because(
              "a class belongs where its subject is, and a name that says nothing gathers all");

  private static ClassesShouldConjunction onlyKnows(String subject, String... known) {
    return noClasses()
        .that()
        .resideInAPackage(subject)
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + "..")
                .and(not(resideInAPackage(subject).or(resideInAnyPackage(known)))));
  }
}
