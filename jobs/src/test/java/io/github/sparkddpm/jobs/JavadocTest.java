package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Javadocs that can be read by themselves, in the sources of all modules. */
class JavadocTest {

  private static final Path ROOT = Path.of("..");

  /** A Javadoc that opens with a fragment of a sentence, which only the code below completes. */
  private static final Pattern FRAGMENT =
      Pattern.compile(
          "/\\*\\*[\\s*]*(What|Which|Who|Whose|Whether|Where|When|Why|How|That|Those|Of|As|To|By|"
              + "From|With|Without|For|So|Its|Their)\\b.*");

  @Test
  void everyOneOpensWithAVerbOrANounPhrase() throws IOException {
    assertThat(sources(ROOT))
        .hasSizeGreaterThan(500)
        .flatMap(JavadocTest::fragments)
        .as("open a Javadoc with a verb (\"Returns whether ...\") or a noun phrase")
        .isEmpty();
  }

  @Test
  void everyPackageSaysWhatLivesInIt() throws IOException {
    assertThat(
            sources(ROOT).stream()
                .filter(source -> source.toString().contains("/src/main/java/io/github/"))
                .map(Path::getParent)
                .collect(Collectors.toSet()))
        .hasSizeGreaterThan(30)
        .allSatisfy(folder -> assertThat(folder.resolve("package-info.java")).exists());
  }

  @Test
  void aFragmentIsFoundInAnyFormOfJavadoc() {
    assertThat(javadoc(" Where a run keeps what. ")).containsPattern(FRAGMENT);
    assertThat(javadoc("\n   * Of both together.\n   ")).containsPattern(FRAGMENT);
    assertThat(javadoc(" Returns whether a step is held. ")).doesNotContainPattern(FRAGMENT);
    assertThat(javadoc(" Asks where it is. ")).doesNotContainPattern(FRAGMENT);
  }

  /** Returns a Javadoc that this file's own sources do not have. */
  private static String javadoc(String text) {
    return "/" + "**" + text + "*/";
  }

  private static List<String> fragments(Path source) {
    try {
      return FRAGMENT
          .matcher(Files.readString(source))
          .results()
          .map(found -> source + ": " + found.group().replaceAll("\\s+", " "))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> modules = Files.list(root)) {
      return modules
          .map(module -> module.resolve("src"))
          .filter(Files::isDirectory)
          .flatMap(JavadocTest::javaFiles)
          .toList();
    }
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
