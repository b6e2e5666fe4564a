package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles what the page of the Java API tells people to write. */
class ApiPageTest {

  private static final Path PAGE = Path.of("..", "docs", "api.md");
  private static final Pattern BLOCK = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  private static final String PROGRAM =
      """
      import io.github.sparkddpm.ml.*;
      import org.apache.spark.sql.*;
      class Program {
        static void run() throws Exception {
      %s  }
      }
      """;

  @TempDir private Path folder;

  @Test
  void everyProgramOfThePageCompiles() throws IOException {
    List<String> programs =
        BLOCK
            .matcher(Files.readString(PAGE))
            .results()
            .map((MatchResult block) -> block.group(1))
            .toList();
    assertThat(programs).isNotEmpty().allSatisfy(code -> assertThat(errors(code)).isEmpty());
  }

  private String errors(String code) throws IOException {
    Path source = Files.writeString(folder.resolve("Program.java"), PROGRAM.formatted(code));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter errors = new StringWriter();
    String classes =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      List<String> options =
          List.of("-cp", classes, "-d", folder.toString(), "-proc:none", "-nowarn");
      compiler.getTask(errors, files, null, options, null, files.getJavaFileObjects(source)).call();
    }
    return errors.toString();
  }
}
