package io.github.sparkddpm.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.sparkddpm.jobs.report.RunReport;
import io.github.sparkddpm.jobs.run.JsonEntries;
import io.github.sparkddpm.spark.storage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets on the way to a page, a server or a terminal, and what files of a run may ask for. */
class StoredSecretsTest {

  private static final String RECORD =
      """
      {"config": {
         "output": "https://host/run?X-Amz-Signature=hunter2&b=1",
         "data": {"prepared": "s3a://AK:hunter2@bucket/pictures"},
         "mlflow": {"tracking-uri": "https://me:hunter2@mlflow"},
         "training": {"combine": "${PATH}", "steps": 7},
         "network": {"channels": "<script>alert(1)</script>"}},
       "provenance": {"versions": {}, "datasetDigest": "https://x?token=hunter2", "seed": 1}}
      """;

  @TempDir private Path folder;

  @Test
  void aReportMasksWhatOthersHaveWrittenAndRunsNoneOfIt() throws IOException {
    Files.writeString(folder.resolve("run.json"), RECORD);
    Files.writeString(
        folder.resolve("attempts.jsonl"),
        """
        {"time":"t","what":"failed","step":1,"reason":"GET https://h/x?sig=hunter2 says 403"}
        """);
    Files.writeString(
        Files.createDirectory(folder.resolve("evaluation")).resolve("evaluation.json"),
        """
        {"checkpoint":1,"reference":"5 images of https://h/x?sig=hunter2","bound":{"images":5}}
        """);

    String page = new RunReport(new RunFolder(folder.toString(), new Configuration())).html();

    assertThat(page)
        .contains(
            "says 403", "5 images of", "s3a://******@bucket/pictures", "https://******@mlflow")
        .contains("${PATH}", "default-src 'none'")
        .doesNotContain("hunter2", "<script>alert", System.getenv("PATH"));
  }

  @Test
  void whatMlflowIsToldHasNoSecrets() throws IOException {
    assertThat(JsonEntries.of(new ObjectMapper().readTree(RECORD)).toString())
        .contains("config.mlflow.tracking-uri=https://******@mlflow", "${PATH}")
        .doesNotContain("hunter2");
  }

  @Test
  void aTraceHasNoSecrets() {
    Exception failure =
        new IOException("GET https://h/x?sig=hunter2", new IOException("s3a://AK:hunter2@b/x"));
    Invocation verbose =
        Invocation.of("train", "--verbose", "training.steps=\"https://h/x?sig=hunter2\"");

    assertThat(FailureText.trace(failure))
        .contains("Caused by: java.io.IOException: s3a://******@b/x", "x?sig=******", "\tat io.")
        .doesNotContain("hunter2");
    assertThat(verbose.err()).contains("\tat io.", "******").doesNotContain("hunter2");
  }

  @Test
  void theFileThatKeepsATraceHasNoSecrets() throws IOException {
    String said =
        FailureText.unexpected(new IllegalStateException("at https://h/x?sig=hunter2"), false);
    String file = said.replaceAll("(?s).*its stack trace is in (\\S+), and.*", "$1");
    String trace = Files.readString(Path.of(file));
    Files.delete(Path.of(file));

    assertThat(said).doesNotContain("hunter2");
    assertThat(trace).contains("x?sig=******").doesNotContain("hunter2");
  }

  @Test
  void aCommandLineThatIsWrongIsNotRepeatedWithItsSecrets() {
    Invocation option = Invocation.of("train", "--output=s3a://AK:hunter2@bucket/run");
    Invocation word = Invocation.of("train", "s3a://AK:hunter2@bucket/run");
    Invocation key = Invocation.of("train", "outptu=s3a://AK:hunter2@bucket/run");
    Invocation type = Invocation.of("train", "training.steps=\"https://h/x?sig=hunter2\"");

    for (Invocation call : new Invocation[] {option, word, key, type}) {
      assertThat(call.status()).isEqualTo(2);
      assertThat(call.err()).contains("******").doesNotContain("hunter2");
      assertThat(call.err().lines()).hasSize(1);
    }
  }
}
