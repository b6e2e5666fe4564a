package io.github.sparkddpm.jobs;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The rooms of {@code spark}, and what each may import of its neighbours. */
@AnalyzeClasses(
    packages = ArchitectureTest.ROOT,
    importOptions = ImportOption.DoNotIncludeTests.class)
class SparkRoomsTest {

  private static final String SPARK = ArchitectureTest.ROOT + ".spark.";

  /** Every package of {@code spark}, with those of its neighbours that it may import. */
  private static final Map<String, String> MAY_IMPORT = new TreeMap<>();

  static {
    MAY_IMPORT.put("storage", "");
    MAY_IMPORT.put("executor", "");
    MAY_IMPORT.put("collective", "");
    MAY_IMPORT.put("weights", "storage");
    MAY_IMPORT.put("data", "storage");
    MAY_IMPORT.put("source.files", "storage");
    MAY_IMPORT.put("source.parquet", "storage source.files");
    MAY_IMPORT.put("source.archive", "storage source.files");
    MAY_IMPORT.put("source.table", "storage source.files");
    MAY_IMPORT.put("source", "storage source.files source.archive source.parquet source.table");
    MAY_IMPORT.put("prepare", "storage executor data source source.files source.parquet");
    MAY_IMPORT.put("train.events", "storage");
    MAY_IMPORT.put("train", "storage weights executor collective data evaluate train.events");
    MAY_IMPORT.put("train.judge", "storage executor data evaluate train train.events");
    MAY_IMPORT.put(
        "train.allreduce", "storage executor collective data train train.events train.judge");
    MAY_IMPORT.put("train.dl4j", "storage executor data train train.events");
    MAY_IMPORT.put("train.combine", "train train.allreduce train.dl4j");
    MAY_IMPORT.put("sample.files", "storage data");
    MAY_IMPORT.put("sample.table", "storage sample.files");
    MAY_IMPORT.put("sample", "storage weights executor data sample.files sample.table");
    MAY_IMPORT.put("evaluate", "storage weights executor data source.files sample.files");
  }

  @ArchTest
  static void each_room_of_the_pipeline_imports_what_it_may(JavaClasses classes) {
    MAY_IMPORT.forEach((room, others) -> onlyKnows(room, others).check(classes));
  }

  @ArchTest
  static void every_room_of_the_pipeline_is_in_the_table(JavaClasses classes) {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass found : classes) {
      if (found.getPackageName().startsWith(SPARK)) {
        rooms.add(found.getPackageName().substring(SPARK.length()));
      }
    }
    assertThat(rooms).containsExactlyElementsOf(MAY_IMPORT.keySet());
  }

  private static ArchRule onlyKnows(String room, String others) {
    String[] known =
        Stream.concat(Stream.of(room), Arrays.stream(others.split(" ")))
            .filter(name -> !name.isEmpty())
            .map(name -> SPARK + name)
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(SPARK + room)
        .should()
        .dependOnClassesThat(resideInAPackage(SPARK + ".").and(not(resideInAnyPackage(known))))
        .because("MAY_IMPORT says what a room of the pipeline imports of its neighbours");
  }
}
